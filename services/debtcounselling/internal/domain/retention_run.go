package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// RetentionRun is that what was kept too long is removed (vernietiging).
type RetentionRun struct {
	ID        string
	Date      civil.Date // whose terms it goes by
	Recorder  string     // empty where the service began it
	Counts    []RetentionRunCount
	Created   time.Time
	Completed time.Time // zero while it goes on
}

// RetentionRunCount is how much of a record type a run removed.
type RetentionRunCount struct {
	Type    RecordType
	Months  int
	Removed int64 // trajectories, clients or cases of early signals
	Records int64 // rows
}

// Terms answers the terms that the run goes by: those of the day on which it began.
func (r RetentionRun) Terms() RetentionTerms {
	terms := RetentionTerms{}
	for _, count := range r.Counts {
		terms[count.Type] = count.Months
	}
	return terms
}

// Running says that something may be left to remove.
func (r RetentionRun) Running() bool { return r.Completed.IsZero() }
