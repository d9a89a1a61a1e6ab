package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// Contact is a talk with one or more people, without saying who (contactmoment).
type Contact struct {
	ID string
	Occasion
	Channel   string // "street", ...: the names of the contract's ContactChannel
	GroupSize int64
	PartOfDay string // "morning", ...: the names of the contract's PartOfDay; "" where nobody wrote it down
	Recorder  string
	Withdrawn bool
	Version   int64
	Created   time.Time
	Updated   time.Time
}

// Check completes the contact with what follows from its place and answers every rule it breaks, by field. The largest
// group that is believed is most.
func (c *Contact) Check(r Register, most int64) []fault.Field {
	return append(CheckGroup(c.GroupSize, most), c.Settle(r)...)
}

// CheckGroup answers whether the size of a group can be believed: somebody was there, and not more than most.
func CheckGroup(size, most int64) []fault.Field {
	switch {
	case size < 1:
		return []fault.Field{violation("group_size", "GROUP_EMPTY", "A contact is with 1 person or more, not %d.", size)}
	case size > most:
		return []fault.Field{violation("group_size", "GROUP_ABSURD",
			"%d is above %d, the largest group that is believed.", size, most)}
	}
	return nil
}

// ContactCorrection is one change of a contact, with what it was before (correctie). Corrections are never changed.
type ContactCorrection struct {
	ID                string
	ContactID         string
	Version           int64 // of the contact after the correction
	GroupSize         int64
	Channel           string
	Withdrawn         bool
	Reason            string // "typing_error", ...: the names of the contract's CorrectionReason
	PreviousGroupSize int64
	PreviousChannel   string
	Recorder          string
	Created           time.Time
}

// Correct applies a correction to the contact and completes it with what was before. An empty channel stays as it was.
func (c *Contact) Correct(by *ContactCorrection, most int64) error {
	if c.Withdrawn {
		return fault.New(fault.FailedPrecondition, "CONTACT_WITHDRAWN",
			"The contact was withdrawn and cannot be corrected. Record it anew.")
	}
	if err := fault.Violations(by.check(most)); err != nil {
		return err
	}
	if by.Channel == "" {
		by.Channel = c.Channel
	}
	by.ContactID, by.Version = c.ID, c.Version+1
	by.PreviousGroupSize, by.PreviousChannel = c.GroupSize, c.Channel
	c.GroupSize, c.Channel, c.Withdrawn = by.GroupSize, by.Channel, by.Withdrawn
	c.Version, c.Updated = by.Version, by.Created
	return nil
}

func (by ContactCorrection) check(most int64) []fault.Field {
	switch {
	case !by.Withdrawn:
		return CheckGroup(by.GroupSize, most)
	case by.GroupSize != 0:
		return []fault.Field{violation("group_size", "GROUP_OF_WITHDRAWN", "A contact that is withdrawn was with nobody.")}
	}
	return nil
}
