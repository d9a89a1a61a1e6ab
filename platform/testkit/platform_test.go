package testkit_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestStatementsOfThePlatformReadNoWholeTable(t *testing.T) {
	const postgres = "said to PostgreSQL alone"
	testkit.Plans{
		Migrations: privacy.Migrations(),
		Folder:     "..",
		Small: map[string]string{
			"dead_letter":                        "what could not be handled, which people look at and mend",
			"outbox_unsent":                      "events that wait, of which a statement wants the oldest or the number",
			"sqlite_master":                      "the tables",
			"sqlite_autoindex_audit_batch_1":     "the newest is read, and no other",
			"sqlite_autoindex_stream_position_1": "one for each stream that is followed",
		},
		Fine: map[string]string{
			"CountTimers":        "asked by people who look at a service",
			"LastSent":           "ends at the newest that was sent, where nothing waits; asked at a connection",
			"ListErasedSubjects": "a restored service compares all erasures, at a start",
			"OldestTimer":        "asked by who watches, a few times a minute",
			"SampleSubjectKeys":  "asked at a start",
		},
		Composed: map[string]string{
			"BeginReplay":     postgres,
			"DatabaseSize":    postgres,
			"EndReplay":       postgres,
			"FindByHash":      "the table of a service, read by the index of its hashes",
			"FindHandovers":   "by what they are found: each has an index",
			"GetVersion":      "the table of versions",
			"HasTable":        "said to each engine in its own way",
			"HoldAlone":       postgres,
			"HoldShared":      postgres,
			"InsertLookups":   "the table of a service",
			"ListRefusals":    "about what, in the order of the log, of a time",
			"ListTimers":      "the kinds that are handled, in the order of the index that they have together",
			"ListVersions":    "the table of versions",
			"UndoToSavepoint": "there is none to go back to",
		},
	}.Check(t)
}
