-- Families of rules that were switched on or off here, whatever the configuration says of them.

CREATE TABLE families (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
