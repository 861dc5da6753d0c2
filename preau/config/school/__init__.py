"""The school's side of daily life, as commands, until « Espace école » brings its pages."""
