"""The tables of a run's file. Times are texts in UTC with microseconds and a Z, which sort as they are.

``finding`` stands in the order in which findings are listed: the latest first, then by catalogue numbers and in the
order of the run's criteria, so that nobody's stand before others'. Its ``place`` counts them.
"""

from typing import Final

VERSION: Final = 1

TABLES: Final = """
CREATE TABLE run (version INTEGER NOT NULL, head TEXT NOT NULL);
CREATE TABLE finding (
  place INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  page TEXT,
  object1_norad_cat_id INTEGER NOT NULL, object1_name TEXT NOT NULL,
  object2_norad_cat_id INTEGER NOT NULL, object2_name TEXT NOT NULL,
  kind TEXT NOT NULL, entry TEXT, tca TEXT, exit TEXT,
  least_range_km REAL, least_range_low_km REAL, least_range_high_km REAL,
  criterion TEXT NOT NULL, outcome TEXT NOT NULL, commitment TEXT NOT NULL, commitment_outcome TEXT,
  explanation TEXT NOT NULL, is_foreign TEXT NOT NULL, region TEXT, text TEXT NOT NULL,
  content TEXT NOT NULL
);
CREATE TABLE shown (
  page TEXT PRIMARY KEY,
  object1_owner TEXT NOT NULL, object2_owner TEXT NOT NULL, region TEXT NOT NULL, longitude_deg REAL,
  series BLOB, pictures BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE object (
  norad_cat_id INTEGER PRIMARY KEY, object_name TEXT NOT NULL, object_id TEXT, object_type TEXT,
  owner TEXT, owner_words TEXT, launch_date TEXT, region TEXT, epoch TEXT, age_d REAL
);
CREATE TABLE approach (
  place INTEGER PRIMARY KEY,
  object1_norad_cat_id INTEGER NOT NULL, object1_name TEXT, object2_norad_cat_id INTEGER NOT NULL, object2_name TEXT,
  kind TEXT NOT NULL, entry TEXT, tca TEXT, exit TEXT, dwell_s REAL, miss_distance_km REAL,
  relative_speed_km_s REAL, radial_km REAL, in_track_km REAL, cross_track_km REAL,
  entry_cut INTEGER, exit_cut INTEGER, object1_element_age_d REAL, object2_element_age_d REAL, "foreign" TEXT
);
CREATE TABLE belt (
  norad_cat_id INTEGER NOT NULL, at TEXT NOT NULL, longitude_deg REAL NOT NULL, carried INTEGER NOT NULL,
  west_deg REAL NOT NULL, span_deg REAL NOT NULL
);
CREATE TABLE coverage (place INTEGER PRIMARY KEY, row TEXT NOT NULL);
CREATE TABLE not_covered (place INTEGER PRIMARY KEY, row TEXT NOT NULL);
CREATE TABLE reject (place INTEGER PRIMARY KEY, row TEXT NOT NULL);
CREATE TABLE notice (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, notice TEXT NOT NULL, content TEXT NOT NULL
);
"""

# Made after the rows.
INDEXES: Final = """
CREATE INDEX finding_by_page ON finding (page);
CREATE INDEX finding_by_outcome ON finding (outcome);
CREATE INDEX finding_by_criterion ON finding (criterion, outcome);
CREATE INDEX finding_by_explanation ON finding (explanation);
CREATE INDEX finding_by_object1 ON finding (object1_norad_cat_id);
CREATE INDEX finding_by_object2 ON finding (object2_norad_cat_id);
CREATE INDEX approach_by_object1 ON approach (object1_norad_cat_id, entry);
CREATE INDEX approach_by_object2 ON approach (object2_norad_cat_id);
CREATE INDEX notice_by_filing ON notice (notice);
CREATE INDEX belt_by_object ON belt (norad_cat_id, at);
CREATE INDEX belt_by_arc ON belt (west_deg, span_deg, norad_cat_id);
CREATE INDEX object_by_name ON object (object_name COLLATE NOCASE);
"""
