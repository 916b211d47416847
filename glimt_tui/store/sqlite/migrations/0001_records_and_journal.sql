-- A record is its part of the plan document, as JSON, so that a new key of the document needs
-- no new column. What is looked for, or referred to, stands in columns beside it.
-- "version" is the number of the journal entry that wrote the record last.

CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    program TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    facts TEXT NOT NULL,
    undoes INTEGER REFERENCES journal,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX journal_by_undone ON journal (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE journal_changes (
    seq INTEGER NOT NULL REFERENCES journal,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    day TEXT,
    id TEXT,
    before TEXT,
    after TEXT,
    salt BLOB,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX journal_changes_by_id ON journal_changes (kind, id) WHERE id IS NOT NULL;
CREATE INDEX journal_changes_by_day ON journal_changes (kind, day)
    WHERE id IS NOT NULL AND day IS NOT NULL;

-- The journal only grows. Details may be taken away, and nothing else may happen to them.
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'an entry of the journal is never changed'); END;
CREATE TRIGGER journal_is_not_removed BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'an entry of the journal is never removed'); END;
CREATE TRIGGER journal_changes_are_not_removed BEFORE DELETE ON journal_changes
BEGIN SELECT RAISE(ABORT, 'a change in the journal is never removed'); END;
CREATE TRIGGER journal_changes_are_only_forgotten BEFORE UPDATE ON journal_changes
WHEN NEW.id IS NOT NULL OR NEW.before IS NOT NULL OR NEW.after IS NOT NULL
    OR NEW.salt IS NOT NULL OR NEW.seq <> OLD.seq OR NEW.place <> OLD.place
    OR NEW.kind <> OLD.kind OR NEW.day IS NOT OLD.day OR NEW.digest <> OLD.digest
BEGIN SELECT RAISE(ABORT, 'a change in the journal can only lose its details'); END;

CREATE TABLE house (
    id TEXT PRIMARY KEY CHECK (id = 'house'),
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE rooms (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE equipment (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    room TEXT REFERENCES rooms DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX equipment_by_room ON equipment (room) WHERE room IS NOT NULL;

CREATE TABLE cohorts (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE households (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- Whom a person names: a fixed contact, or who they come with.
CREATE TABLE people_named (
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    named TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (person, named)
) STRICT, WITHOUT ROWID;

CREATE INDEX people_named_by_named ON people_named (named);

-- "starts" and "ends" are microseconds since 1970, in UTC; "peopled" is 0 once its people are gone.
CREATE TABLE visits (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL CHECK (ends > starts),
    peopled INTEGER NOT NULL CHECK (peopled IN (0, 1)),
    room TEXT REFERENCES rooms DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX visits_by_start ON visits (starts, id);
CREATE INDEX visits_with_people ON visits (starts, id) WHERE peopled = 1;
CREATE INDEX visits_by_room ON visits (room) WHERE room IS NOT NULL;

CREATE TABLE visit_people (
    visit TEXT NOT NULL REFERENCES visits ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    person TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (visit, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX visit_people_by_person ON visit_people (person);

CREATE TABLE visit_equipment (
    visit TEXT NOT NULL REFERENCES visits ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    thing TEXT NOT NULL REFERENCES equipment DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (visit, thing)
) STRICT, WITHOUT ROWID;

CREATE INDEX visit_equipment_by_thing ON visit_equipment (thing);

CREATE TABLE waivers (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    visit TEXT NOT NULL REFERENCES visits DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX waivers_by_visit ON waivers (visit);

CREATE TABLE arrivals (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    day TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
    visit TEXT REFERENCES visits DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX arrivals_by_day ON arrivals (day, id);
CREATE INDEX arrivals_by_person ON arrivals (person);
CREATE INDEX arrivals_by_visit ON arrivals (visit) WHERE visit IS NOT NULL;

-- The entries after which removed content may still stand in the files.
CREATE TABLE unscrubbed (
    seq INTEGER PRIMARY KEY REFERENCES journal
) STRICT;

CREATE TABLE day_counts (
    day TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
