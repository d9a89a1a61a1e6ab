package api

import (
	"errors"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// errOvertaken says that somebody else changed what was read before the transaction began.
var errOvertaken = errors.New("changed by somebody else meanwhile")

// overtaken has a change begin again before its transaction, not in it: what was read must be opened and sealed anew.
func overtaken(err error) error {
	if errors.Is(err, sqldb.ErrStale) {
		return errOvertaken
	}
	return err
}

// again runs a change until nobody overtakes it: four times at most. Error: ABORTED (WRITE_CONFLICT).
func again(change func() error) error {
	const attempts = 4
	for range attempts {
		if err := change(); !errors.Is(err, errOvertaken) {
			return err
		}
	}
	return fault.New(fault.Aborted, "WRITE_CONFLICT", "Others changed the same thing at the same time. Try again.")
}
