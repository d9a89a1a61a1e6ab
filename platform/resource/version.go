package resource

import (
	"errors"
	"strconv"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Etag names a version of a resource.
func Etag(version int64) string { return strconv.FormatInt(version, 10) }

// MatchEtag refuses a change of what was not read: ABORTED (ETAG_MISMATCH). No etag matches everything.
func MatchEtag(given string, version int64) error {
	if given == "" || given == Etag(version) {
		return nil
	}
	return fault.New(fault.Aborted, "ETAG_MISMATCH", "It was changed by somebody else since it was read. Read it again.")
}

// ErrOvertaken says that somebody else changed what was read before the transaction began.
var ErrOvertaken = errors.New("changed by somebody else meanwhile")

// Overtaken has a change begin again before its transaction (Again), not in it: what was read there must be read, and
// perhaps opened and sealed, anew.
func Overtaken(err error) error {
	if errors.Is(err, sqldb.ErrStale) {
		return ErrOvertaken
	}
	return err
}

// Again runs a change until nobody overtakes it: four times at most. Error: ABORTED (WRITE_CONFLICT).
func Again(change func() error) error {
	const attempts = 4
	for range attempts {
		if err := change(); !errors.Is(err, ErrOvertaken) {
			return err
		}
	}
	return fault.New(fault.Aborted, "WRITE_CONFLICT", "Others changed the same thing at the same time. Try again.")
}
