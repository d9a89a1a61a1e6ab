package domain

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// The kinds of outputs: the names of the contract's OutputKind.
const (
	Repair            = "repair"
	Act               = "act"
	InitiativeSupport = "initiative_support"
	Project           = "project"
)

// Output is something that was done or made, which counts apart from who came (opbrengst). What it is decides which of
// its fields have a value.
type Output struct {
	ID   string
	Kind string
	Occasion
	RepairCategory string   // of a repair: "clothing", ...
	RepairOutcome  string   // of a repair: "repaired", ...
	ActSetting     string   // of an act: "in_house" or "elsewhere"
	InitiativeID   string   // of the support of an initiative
	Name           string   // of a project
	Partners       []string // of a project; may be none
	Recorder       string
	Withdrawn      bool
	Version        int64
	Created        time.Time
	Updated        time.Time
}

// Subject answers what the output belongs to, so that several of one count once. It is "" where each counts by itself.
func (o Output) Subject() string {
	switch o.Kind {
	case InitiativeSupport:
		return o.InitiativeID
	case Project:
		return o.ID
	}
	return ""
}

// Check completes the output with what follows from its place and answers every rule it breaks, by field. A nil
// initiative: there is none with the id.
func (o *Output) Check(r Register, initiative *Initiative) []fault.Field {
	var broken []fault.Field
	for _, f := range o.fields() {
		broken = append(broken, f.check(o.Kind)...)
	}
	broken = append(broken, o.Settle(r)...)
	if o.Kind == InitiativeSupport && o.InitiativeID != "" {
		broken = append(broken, checkInitiative(o.Date, initiative)...)
	}
	return broken
}

// kindField is a field that outputs of one kind have.
type kindField struct {
	path, kind, value string
	missing           string // the reason where it is not given; "" where it may be left out
}

func (o Output) fields() []kindField {
	return []kindField{
		{"repair_category", Repair, o.RepairCategory, "REPAIR_CATEGORY_MISSING"},
		{"repair_outcome", Repair, o.RepairOutcome, "REPAIR_OUTCOME_MISSING"},
		{"act_setting", Act, o.ActSetting, "ACT_SETTING_MISSING"},
		{"initiative_id", InitiativeSupport, o.InitiativeID, "INITIATIVE_MISSING"},
		{"display_name", Project, o.Name, "PROJECT_NAME_MISSING"},
		{"partners", Project, strings.Join(o.Partners, ","), ""},
	}
}

// check answers whether the field is as it must be in an output of kind.
func (f kindField) check(kind string) []fault.Field {
	switch {
	case kind != f.kind && f.value != "":
		return []fault.Field{violation(f.path, "FIELD_OF_OTHER_KIND", "Only an output of the kind %s has this.", f.kind)}
	case kind == f.kind && f.value == "" && f.missing != "":
		return []fault.Field{violation(f.path, f.missing, "An output of the kind %s needs this.", f.kind)}
	}
	return nil
}
