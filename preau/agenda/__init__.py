"""Agenda: timetable, events and calendar feeds. Days and bells are the school’s: preau.boards."""
