// Reads a calendar on standard input as ical.js does, and tells what it saw as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    allDay: event.startDate.isDate,
    starts: event.startDate.isDate ? event.startDate.toString() : event.startDate.toUnixTime(),
    ends: event.endDate.isDate ? event.endDate.toString() : event.endDate.toUnixTime(),
  };
});
console.log(JSON.stringify({ name: calendar.getFirstPropertyValue("name"), events }));
