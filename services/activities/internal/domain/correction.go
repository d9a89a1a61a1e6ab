package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// Correction is one change of a head count, with what it was before (correctie). Corrections are never changed.
type Correction struct {
	ID             string
	HeadCountID    string
	Version        int64 // of the head count after the correction
	Count          int64
	Method         string
	Withdrawn      bool
	Reason         string // "typing_error", ...: the names of the contract's CorrectionReason
	PreviousCount  int64
	PreviousMethod string
	Recorder       string
	Created        time.Time
}

// Correct applies a correction to the count and completes it with what was before. An empty method stays as it was.
func (c *HeadCount) Correct(correction *Correction, most int64) error {
	if c.Withdrawn {
		return fault.New(fault.FailedPrecondition, "HEAD_COUNT_WITHDRAWN",
			"The count was withdrawn and cannot be corrected. Record it anew.")
	}
	broken := CheckCount(correction.Count, most)
	if correction.Withdrawn && correction.Count != 0 {
		broken = append(broken, violation("count", "COUNT_OF_WITHDRAWN", "A count that is withdrawn has no visits."))
	}
	if err := fault.Violations(broken); err != nil {
		return err
	}
	if correction.Method == "" {
		correction.Method = c.Method
	}
	correction.HeadCountID = c.ID
	correction.PreviousCount, correction.PreviousMethod = c.Count, c.Method
	correction.Version = c.Version + 1
	c.Count, c.Method, c.Withdrawn = correction.Count, correction.Method, correction.Withdrawn
	c.Version, c.Updated = correction.Version, correction.Created
	return nil
}
