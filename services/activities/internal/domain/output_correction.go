package domain

import (
	"cmp"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// OutputCorrection is one change of an output, with what it was before (correctie). Corrections are never changed.
type OutputCorrection struct {
	ID                     string
	OutputID               string
	Version                int64 // of the output after the correction
	RepairCategory         string
	RepairOutcome          string
	ActSetting             string
	Withdrawn              bool
	Reason                 string // "typing_error", ...: the names of the contract's CorrectionReason
	PreviousRepairCategory string
	PreviousRepairOutcome  string
	PreviousActSetting     string
	Recorder               string
	Created                time.Time
}

// Correct applies a correction to the output and completes it with what was before. What is empty stays as it was. An
// output that is withdrawn keeps saying what it was.
func (o *Output) Correct(by *OutputCorrection) error {
	if o.Withdrawn {
		return fault.New(fault.FailedPrecondition, "OUTPUT_WITHDRAWN",
			"The output was withdrawn and cannot be corrected. Record it anew.")
	}
	if err := fault.Violations(by.check(o.Kind)); err != nil {
		return err
	}
	by.OutputID, by.Version = o.ID, o.Version+1
	by.PreviousRepairCategory, by.PreviousRepairOutcome = o.RepairCategory, o.RepairOutcome
	by.PreviousActSetting = o.ActSetting
	by.RepairCategory = cmp.Or(by.RepairCategory, o.RepairCategory)
	by.RepairOutcome = cmp.Or(by.RepairOutcome, o.RepairOutcome)
	by.ActSetting = cmp.Or(by.ActSetting, o.ActSetting)
	o.RepairCategory, o.RepairOutcome, o.ActSetting = by.RepairCategory, by.RepairOutcome, by.ActSetting
	o.Withdrawn, o.Version, o.Updated = by.Withdrawn, by.Version, by.Created
	return nil
}

// check answers what is wrong with the correction of an output of kind.
func (by OutputCorrection) check(kind string) []fault.Field {
	if !by.Withdrawn && by.RepairCategory == "" && by.RepairOutcome == "" && by.ActSetting == "" {
		return []fault.Field{violation("withdrawn", "CORRECTION_EMPTY", "Say what is right, or withdraw the output.")}
	}
	var broken []fault.Field
	for _, f := range []kindField{
		{"repair_category", Repair, by.RepairCategory, ""},
		{"repair_outcome", Repair, by.RepairOutcome, ""},
		{"act_setting", Act, by.ActSetting, ""},
	} {
		broken = append(broken, f.check(kind)...)
	}
	return broken
}
