package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// NoReferrer is the kind of referrer of a neighbour who came without one (zelfmelder).
const NoReferrer = "self"

// Mediation is a quarrel between neighbours and what is done about it (bemiddelingszaak).
type Mediation struct {
	ID            string
	ReferrerKind  string // the name of the contract's ReferrerKind
	Reference     string // what the referrer calls it
	ComplaintKind string // the name of the contract's ComplaintKind
	Summary       string // what is the matter; leaves the service only to who may know it, and is kept sealed
	Wijk          areas.Wijk
	Team          string
	Register      civil.Date
	Parties       []MediationParty
	State         MediationState
	StateDate     civil.Date
	Outcome       MediationOutcome
	Version       int64
	Created       time.Time
	Updated       time.Time
}

// MediationParty is one side of a quarrel. Who it is stands with the resident.
type MediationParty struct {
	Role       PartyRole
	ResidentID string // "" where it is not known
	Household  string // the names of the contract, "" where they are not known
	Tenure     string
	House      string
	AgeBand    string
}

// PartyRole is on which side a party is: the names of the contract.
type PartyRole string

// The roles.
const (
	Complainant PartyRole = "complainant"
	OtherParty  PartyRole = "other_party"
)

// ResidentIDs answers the parties that are known.
func (m Mediation) ResidentIDs() (ids []string) {
	for _, p := range m.Parties {
		if p.ResidentID != "" {
			ids = append(ids, p.ResidentID)
		}
	}
	return ids
}

// Successful says whether the mediation counts as successful.
func (m Mediation) Successful() bool { return m.State == MediationClosed && m.Outcome.Successful() }

// LeadDays answers the lead time (doorlooptijd) in days, which the coordinator guards: from the registration to the closing, or
// to today where it is open.
func (m Mediation) LeadDays(today civil.Date) int {
	if m.State == MediationClosed {
		today = m.StateDate
	}
	return m.Register.DaysUntil(today)
}

// HasReferrer says whether there is somebody to tell what came of it.
func (m Mediation) HasReferrer() bool { return m.ReferrerKind != NoReferrer }

// MaySeeMediation says whether who asks may see a mediation: workers of its team may. Systems send none.
func (v Viewer) MaySeeMediation(m Mediation) bool {
	return v.Worker && slices.Contains(v.Teams, m.Team)
}

// MediationNotYours is that a mediation is not there, or is not of the caller: which of the two is not told.
func MediationNotYours() *fault.Error {
	return fault.New(fault.PermissionDenied, "MEDIATION_NOT_YOURS", "This is no mediation of a team of the caller.")
}

// Check completes a mediation that comes in, or answers every rule it breaks.
func (m *Mediation) Check(in Intake) (broken []fault.Field) {
	if m.Register.After(in.Today) {
		broken = append(broken, violation("register_date", "DATE_IN_FUTURE", "%s has not come yet.", m.Register))
	}
	broken = append(broken, checkWijk(m.Wijk, in.Register)...)
	if in.Teams != nil && !slices.Contains(in.Teams, m.Team) {
		broken = append(broken, violation("team", "TEAM_NOT_YOURS", "The token does not name this team among its groups."))
	}
	broken = append(broken, m.checkParties(in.Residents)...)
	if m.State == "" {
		m.State = MediationRegistered
	}
	if m.State != MediationRegistered && (m.State != MediationClosed || !in.Importing) {
		return append(broken, violation("state", "STATE_NOT_FIRST", "A mediation begins as registered; an old one is closed."))
	}
	broken = append(broken, m.checkStateDate(in.Today)...)
	return append(broken, checkMediationOutcome(m.State, m.Outcome)...)
}

// checkParties answers what is wrong with the parties: somebody complains, of somebody else.
func (m *Mediation) checkParties(residents map[string]bool) (broken []fault.Field) {
	for _, side := range []struct {
		role   PartyRole
		reason string
		text   string
	}{
		{Complainant, "COMPLAINANT_MISSING", "Say who complains, as a party."},
		{OtherParty, "OTHER_PARTY_MISSING", "Say of whom is complained, as a party."},
	} {
		if !slices.ContainsFunc(m.Parties, func(p MediationParty) bool { return p.Role == side.role }) {
			broken = append(broken, fault.Field{Path: "parties", Reason: side.reason, Text: side.text})
		}
	}
	ids := m.ResidentIDs()
	for i, id := range ids {
		switch {
		case slices.Contains(ids[:i], id):
			broken = append(broken, violation("parties", "RESIDENT_TWICE", "A resident is on one side, once."))
		case !residents[id]:
			broken = append(broken, violation("parties", "RESIDENT_UNKNOWN", "There is no resident with this id."))
		}
	}
	return broken
}

// checkStateDate completes the date of the state of a mediation that comes in, and answers what is wrong with it.
func (m *Mediation) checkStateDate(today civil.Date) []fault.Field {
	switch {
	case m.State == MediationRegistered && (m.StateDate.IsZero() || m.StateDate == m.Register):
		m.StateDate = m.Register
	case m.State == MediationRegistered:
		return []fault.Field{violation("state_date", "STATE_DATE_UNEXPECTED", "It is registered since the day it was.")}
	case m.StateDate.IsZero():
		return []fault.Field{violation("state_date", "STATE_DATE_MISSING", "Say when it was closed.")}
	case m.StateDate.After(today):
		return []fault.Field{violation("state_date", "DATE_IN_FUTURE", "%s has not come yet.", m.StateDate)}
	case m.StateDate.Before(m.Register):
		return []fault.Field{violation("state_date", "LAST_BEFORE_FIRST", "It was registered on %s.", m.Register)}
	}
	return nil
}
