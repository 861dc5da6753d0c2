"""Every limit of the product, with its default and its reason. Override: PREAU_LIMIT_<NAME>."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from preau.config.env import SettingError


@dataclass(frozen=True)
class Limits:
    """Whole numbers; the unit is in the name."""

    # Idle sessions close: the guide fears the child at the open computer.
    idle_minutes: int = 20
    # Warned in time to extend without haste (WCAG 2.2.1).
    idle_warning_seconds: int = 120
    # A session never outlives a day's use (NIST SP 800-63B-4 AAL2).
    session_hours: int = 12
    # A child at the open computer must not justify its own absence: an act asks again who acts.
    fresh_proof_minutes: int = 10
    # An e-mailed code lives ten minutes at most (ASVS 6.5.5).
    code_minutes: int = 10
    # Five guesses out of a million, then the code is void.
    code_tries: int = 5
    # Enough for a lost mail, too few to flood a mailbox.
    code_sends_per_quarter_hour: int = 3
    code_sends_per_day: int = 10
    # A school's waiting room shares one network; a script would need far more.
    code_sends_per_network_hour: int = 20
    # After a proof by code, the time to choose a password.
    proof_minutes: int = 30
    # Argon2id alone protects the file: length counts, composition does not (NIST).
    password_min: int = 12
    # Longer than any passphrase, short enough not to burn the processor.
    password_max: int = 128
    # Failures before each sign-in must wait a little longer.
    sign_in_free_failures: int = 3
    # Failures per account and network before a pause (never a permanent lock).
    sign_in_failures: int = 10
    sign_in_window_minutes: int = 15
    # Failures of one network over all accounts: a list of stolen passwords being tried.
    sign_in_network_failures: int = 100
    # Guessing a fiche of seven digits must be hopeless (standards, child confirmation).
    child_failures_per_hour: int = 5
    child_failures_per_day: int = 10
    # As few for a whole network, so that many accounts try no more numbers than one. A network is
    # a /24 or a /64: a school's, a library's or a telephone carrier's is shared by many families.
    # Raise these two first, to 30 and 100, when families who err are many behind one address; the
    # limits of each account and of each pupil hold by themselves.
    child_failures_per_network_hour: int = 5
    child_failures_per_network_day: int = 10
    # The school hears of somebody who insists.
    child_failures_alert: int = 10
    # Rosters of a whole body fit; a zip bomb does not.
    import_unpacked_mib: int = 1024
    import_ratio: int = 100
    # A bulk that ends more of the school than this asks for an explicit yes.
    import_removal_percent: int = 10
    # What a person can read; all are in the report file.
    import_messages_shown: int = 200
    # A portrait for a phone, and no more of the child than needed.
    photo_kib: int = 200
    # A pupil who left may come back by the next correction of the file; then the face goes.
    photo_days: int = 30
    # Long enough to compare with last term's import; what reports tell of people is not kept on.
    report_days: int = 90
    # Last term's papers can still be asked about; errors name people, and the journal stays.
    batch_days: int = 90
    # A message or a reason with more than this is a folder.
    attachment_files: int = 10
    # A long document or a photo as it leaves the telephone; videos do not belong here.
    attachment_mib: int = 15
    # All the files of a form at once, and its fields. The proxy must let as much through.
    attachment_request_mib: int = 152
    # A handwritten page stays readable; a parent's photo weighs less.
    attachment_picture_side: int = 3000
    # A form that came back is corrected in the same sitting, or in the evening.
    kept_upload_hours: int = 12
    # A few forms at once; more would fill the disk with what nobody sent.
    kept_uploads: int = 30
    # A slow mail server is left after this.
    mail_timeout_seconds: int = 20
    # What a school's mail server takes of one sender in a minute; codes and single mails go first.
    mails_per_minute: int = 300
    # Retried for two days: a mail server may be down for a week-end night.
    mail_tries: int = 14
    # A family's answer to « Il manque un enfant » is a note, not a file.
    note_characters: int = 1000
    # People at the school read each « Il manque un enfant »; more than this is a flood.
    missing_child_per_day: int = 5
    # A reason is a line or two: health has no business in a long text.
    reason_characters: int = 300
    # A month of lates justified at once; more is a conversation with the school.
    justify_events: int = 60
    # Each reason, change or withdrawal of one writes to the other guardian: a quarrel of parents
    # must not become a flood.
    attendance_acts_per_day: int = 40
    # A large family with a change of plan or two; each one writes to four services.
    declarations_per_day: int = 20
    # A trip is known months ahead; the calendar of the next year is not.
    declare_ahead_days: int = 180
    # Two accounts, two children's schools, and a slip of the finger or two.
    payment_declarations_per_day: int = 10
    # A payment older than a year is for the school's books, not for a form.
    payment_declared_days: int = 366
    # A year's slips of the largest body's daycares come in one folder.
    slips_per_deposit: int = 20_000
    # Older news of an absence is a file that came late, not something to tell by mail.
    absence_tell_days: int = 7
    # What was due in the last month still explains a mark; older homework is the teacher's archive.
    homework_past_days: int = 30
    # A school year with its two summers' ends: what changed before it says nothing of today, and
    # what ended before it (a ride, a circuit, a stop) is where a child once waited: it goes.
    transport_history_days: int = 400
    # A bus that is later than this does not come: it is cancelled.
    bus_delay_minutes: int = 240
    # To answer a complaint about a bus of last month; an old delay is of no use to anybody.
    bus_notice_days: int = 60
    # A telephone, a tablet and a computer for each child of a large family, with room to spare.
    calendar_feeds: int = 20
    # A parent who comes back within the hour is still on the same visit: what is new stays new.
    results_visit_minutes: int = 60
    # Time to read on a week-end; a second reminder is the last one.
    report_card_reminder_days: int = 5
    report_card_reminders: int = 2
    # The last report card of a year comes when it is over; a month later nobody waits for a word.
    report_card_word_days: int = 30
    # Years of report cards of a pupil, in one archive.
    archive_report_cards: int = 60
    # Older étapes that a first import publishes are history, not news to send by mail.
    results_tell_days: int = 7
    # A file that is imported by night wakes nobody: mails about travaux leave in the morning, one
    # per child for the whole night. The same hour twice: they leave at any hour.
    quiet_from_hour: int = 21
    # When people are up.
    quiet_until_hour: int = 7
    # Calendar applications ask once an hour or less; one that asks each minute is broken.
    feed_reads_per_hour: int = 60
    # A roster older than a week no longer answers « Is what I read up to date? ».
    roster_stale_days: int = 7
    # What a phone scrolls before it waits.
    messages_per_page: int = 25
    # A reply is a note to a teacher, not a file.
    reply_characters: int = 4000
    # People at the school read each reply; more than this is a flood (attack A41).
    replies_per_day: int = 20
    # One transaction writes these mails in less than two seconds; the worker goes on with the rest.
    mails_per_slice: int = 1000
    # Papers are made beside pages that are read: a small server has two processors.
    document_workers: int = 2
    # A worker that holds more is replaced by a fresh one; a paper of two pages needs 90.
    document_worker_mib: int = 200
    # The longest statement takes a second; a compiler that takes this long will not end.
    document_seconds: int = 60
    # Enough names to see that an audience is the wrong one before publishing.
    audience_sample: int = 20


def limits_from(overrides: Mapping[str, str]) -> Limits:
    """Defaults with overrides applied. Raises SettingError naming the bad variable."""
    known = {f.name for f in fields(Limits)}
    values: dict[str, int] = {}
    for name, text in overrides.items():
        variable = f"PREAU_LIMIT_{name.upper()}"
        if name not in known:
            raise SettingError(f"{variable} n’est le nom d’aucune limite connue.")
        if not text.isascii() or not text.isdigit() or int(text) < 1:
            raise SettingError(f"{variable} doit être un entier positif, et non « {text} ».")
        values[name] = int(text)
    return replace(Limits(), **values)
