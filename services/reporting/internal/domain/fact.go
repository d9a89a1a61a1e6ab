// Package domain holds the rules of the account: what a recorded fact adds to which figure, how a figure is made of
// what was added, and in which words it is published. It is pure: no clock, no storage, no messages.
package domain

import "github.com/deschoor/meedoen/platform/civil"

// The kinds of facts.
const (
	// HeadCount says how many people came, without saying who (telling).
	HeadCount = "head_count"
	// Session is a session that was held (bijeenkomst). One that was not is withdrawn.
	Session = "session"
	// Attendance is that a person took part in a session (deelname).
	Attendance = "attendance"
	// Contact is a talk with people, without their names (contact).
	Contact = "contact"
	// Output is something done or made, apart from who came (opbrengst).
	Output = "output"
	// Assignment is that somebody fulfilled a role of a programme in a year (inzet).
	Assignment = "assignment"
	// Hours is that somebody worked on a day (uren), in minutes. Hours that were not approved are withdrawn.
	Hours = "hours"
	// Trajectory is that somebody was helped with debts in a year (traject), once for each client of the help.
	Trajectory = "trajectory"
	// Guidance is that a resident was guided in a year (begeleidingstraject).
	Guidance = "guidance"
	// Question is that a question of a resident was taken up (bewonersvraag). One that was not yet is withdrawn.
	Question = "question"
	// Mediation is that a mediation between neighbours was closed with success (bemiddeling). Any other is withdrawn.
	Mediation = "mediation"
)

// FactKinds answers the kinds of facts.
func FactKinds() []string {
	return []string{
		HeadCount, Session, Attendance, Contact, Output, Assignment, Hours, Trajectory, Question, Mediation, Guidance,
	}
}

// Fact is something that was recorded and may count towards figures, as it stands now.
type Fact struct {
	// ID is the identifier that the recording service gave it.
	ID string
	// Kind is what sort of fact it is, one of the kinds.
	Kind string
	// Date is the local date it happened on; its year and month are those it counts in.
	Date civil.Date
	// LocationID is where, empty where that is no place of the register; ProgrammeID for which programme,
	// empty of a trajectory and of a question: the kind of help, and that it was asked, say what line of work it is.
	LocationID, ProgrammeID string
	// Area is where it happened, for a fact without a place of the register.
	Area
	// Quantity is how many, 0 or more. A head count of 0 is an opening that nobody came to. An attendance is 1 visit, or 0
	// where a head count of the session says how many came. An assignment, a trajectory and a question are 1,
	// hours are minutes.
	Quantity int64
	// Method is how it was counted: counter, tally or estimate.
	Method string
	// PartOfDay is morning, afternoon, evening or whole_day.
	PartOfDay string
	// Person is the pseudonym of who took part or helped, for counting: within a year it is one for one person. AgeBand is
	// the age on the date, such as "13_to_17" or "unknown". Both only of an attendance, an assignment, hours and a trajectory.
	Person, AgeBand string
	// Channel is how people were met in a contact, and how a question came in.
	Channel string
	// Output is what was done or made, only of an output. Outcome is how a repair ended, Setting where an act was given.
	Output, Outcome, Setting string
	// Engagement is as what somebody helped, volunteer or intern, and Role the short name of the role; only of an assignment
	// and of hours.
	Engagement, Role string
	// Trajectory is which help it is, such as "youth_fund"; ExitReason why that ended, where it did in the year, and DebtFree
	// that it did so without debts; only of a trajectory.
	Trajectory, ExitReason string
	DebtFree               bool
	// Asker is who asked or referred, such as "gp", and Result what became of it, where it was answered or closed: of a question
	// and a mediation. Voorveld is that a question was solved before care that needs an indication.
	Asker, Result string
	Voorveld      bool
	// Conversed says that there was a conversation in the year, only of guidance; of which Trajectory is the programme, ExitReason
	// "completed" or why somebody left, Result where somebody went who completed it, and Asker who referred.
	Conversed bool
	// Subject is what an output belongs to, and the help that somebody got, so that several of one count once.
	Subject string
	// Withdrawn says that it should never have been recorded and counts nowhere.
	Withdrawn bool
}

// Area is a part of the city.
type Area struct {
	// Wijk is the CBS code of its wijk, which means what it meant in the CBS map of WijkYear: codes change meaning.
	Wijk     string
	WijkYear int
	// Stadsdeel is its city district, such as "haven".
	Stadsdeel string
}

// Location is a place as the register has it now (locatie). When a place changes, its facts count anew.
type Location struct {
	// ID is the identifier.
	ID string
	// Kind is what it is: the name of the LocationKind in lower case without its prefix, such as "community_centre".
	Kind string
	// Area is where it stands.
	Area
	// Opening and Closing are the first and the last local date it was open. No Closing: it still is.
	Opening, Closing civil.Date
}

// Elsewhere answers where f happened when that is no place of the register: a place with nothing but its part of the city.
func (f Fact) Elsewhere() Location { return Location{Area: f.Area} }

// openBetween says whether the place was open on at least one day from first to last, both included.
func (l Location) openBetween(first, last civil.Date) bool {
	return !l.Opening.After(last) && (l.Closing.IsZero() || !l.Closing.Before(first))
}

// Programme is a line of work that facts are recorded under (programma).
type Programme struct {
	// ID is the identifier, Code the short name that filters use.
	ID, Code string
	// Theme is the id of its theme as the catalogue has it, such as "ontmoeting_verbinding".
	Theme string
	// ParentID is the programme it is part of, empty at the top.
	ParentID string
	// Start and End are its first and last local date. No End: it still runs.
	Start, End civil.Date
}
