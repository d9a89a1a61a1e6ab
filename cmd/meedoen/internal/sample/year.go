// Package sample makes a fictitious year of records and loads it through the public API. No place, count or date in
// it is real, except the published figures of 2022 and the name De Glasbak. See README.md.
package sample

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/google/uuid"
)

// CalendarYear is the year all counts of the sample lie in.
const CalendarYear = 2022

// Year is everything one seed gives. Each record carries the request id under which it is sent: a UUID that follows
// from the seed, so that sending it again adds nothing. Records name people, activities, sessions and each other by it.
type Year struct {
	// Programmes stand parents first.
	Programmes []Programme
	// Locations are all places, among them some that were not open in the year.
	Locations []Location
	// HeadCounts are the counts as they were first recorded, mistakes included, by date. Those of the seal stand last.
	HeadCounts []HeadCount
	// Corrections set the mistakes among HeadCounts right.
	Corrections []Correction
	// Participants are all people by name, among them doubles and people who never came.
	Participants []Participant
	Activities   []Activity
	Sessions     []Session
	// Cancellations are of the sessions that were not held.
	Cancellations []Cancellation
	// SessionCounts are the counts of sessions, which lead there.
	SessionCounts []HeadCount
	// Attendance is as it was first recorded, mistakes included; Withdrawals set them right.
	Attendance  []Attendance
	Withdrawals []Withdrawal
	// Merges and Erasures are of people whose name and date of birth are those of nobody else.
	Merges   []Merge
	Erasures []Erasure
	// Contacts are as they were first recorded, mistakes included.
	Contacts           []Contact
	ContactCorrections []ContactCorrection
	Initiatives        []Initiative
	// Outputs are as they were first recorded, mistakes included.
	Outputs           []Output
	OutputCorrections []OutputCorrection
	Rooms             []Room
	// Helpers are all people who help, also those who stopped before the year and those who were only asked.
	Helpers     []Helper
	Engagements []Engagement
	Roles       []Role
	Assignments []Assignment
	// Hours are as they were recorded: most were approved, some not looked at yet.
	Hours []Hours
	// DebtClients are all who are helped with debts, also before the year and after it. Trajectories are that help as it stands.
	DebtClients  []DebtClient
	Trajectories []Trajectory
	// Residents are those whose questions are known to be theirs. Questions are as they stand, also of before the year and after.
	Residents []Resident
	Questions []Question
	// Mediations are as they stand, also of before the year and after it.
	Mediations []Mediation
	// Guidance are the trajectories of residents, as they stand, and GuidanceContacts the contacts in them.
	Guidance         []Guidance
	GuidanceContacts []GuidanceContact
	// PublicationRequestID is the request id under which the account of the year is published.
	PublicationRequestID string
	// CatalogueRequestID is the request id under which its catalogue is put there.
	CatalogueRequestID string
}

// Size is how many records there are, apart from what is cleared up afterwards.
func (y Year) Size() int {
	return len(y.Programmes) + len(y.Locations) + len(y.HeadCounts) + len(y.Corrections) +
		len(y.Participants) + len(y.Activities)*2 + len(y.Sessions) + len(y.Cancellations) + len(y.SessionCounts) +
		len(y.Attendance) + len(y.Withdrawals) +
		len(y.Contacts) + len(y.ContactCorrections) + len(y.Initiatives) + len(y.Outputs) + len(y.OutputCorrections) +
		len(y.Rooms) +
		len(y.Helpers) + len(y.Engagements) + len(y.Roles) + len(y.Assignments) + len(y.Hours) +
		len(y.DebtClients) + len(y.Trajectories) + len(y.Residents) + len(y.Questions) +
		len(y.Mediations) + len(y.Guidance) + len(y.GuidanceContacts)
}

// Programme is a programme to add.
type Programme struct {
	RequestID string
	Code      string
	Name      string
	Theme     activitiesv1.Theme
	// Parent is the code of the programme it is part of; empty at the top.
	Parent string
	Start  civil.Date
}

// Location is a place to add.
type Location struct {
	RequestID string
	// Name is unique in the sample.
	Name string
	Kind activitiesv1.LocationKind
	// Wijk is a CBS code in the edition of CalendarYear.
	Wijk    string
	Opening civil.Date
	// Closing is the last date the place was open; no date while it is open.
	Closing civil.Date
	// size is how many people a part of a day draws, in per cent of a usual place.
	size int
	// hosts are the codes of the programmes that are held here.
	hosts []string
}

// HeadCount is a count as it was first recorded.
type HeadCount struct {
	RequestID string
	// Location is the name of the place.
	Location string
	// Programme is the code of the programme.
	Programme string
	Date      civil.Date
	Part      activitiesv1.PartOfDay
	// Count is 0 to 10,000 visits.
	Count  int32
	Method activitiesv1.CountMethod
	// Session is the request id of the session that was counted; empty for a count of an opening.
	Session string
}

// Correction sets one count right, or withdraws it.
type Correction struct {
	RequestID string
	// HeadCount is the index of the count in Year.HeadCounts.
	HeadCount int
	// Count is the right number of visits; 0 where the count is withdrawn.
	Count     int32
	Withdrawn bool
	Reason    activitiesv1.CorrectionReason
}

// Generate makes the sample year of a seed: the same seed gives the same year on every machine, another seed gives
// other records with the same totals.
func Generate(seed uint64) Year {
	// The second half of the state is fixed: one number is enough to tell years apart.
	rng := rand.New(rand.NewPCG(seed, CalendarYear))
	places := places()
	var entries []entry
	for _, p := range plans() {
		entries = append(entries, p.entries(rng, places)...)
	}
	entries = withMistakes(rng, entries)
	slices.SortStableFunc(entries, inOrderOfRecording)
	entries = append(entries, fair(rng)...)
	y := year(seed, places, entries)
	(&maker{seed: seed, year: &y}).makeRest()
	return y
}

// entry is a count together with what will have to be set right about it.
type entry struct {
	count HeadCount
	fix   *Correction
}

func inOrderOfRecording(a, b entry) int {
	return cmp.Or(
		cmp.Compare(a.count.Date.Month, b.count.Date.Month),
		cmp.Compare(a.count.Date.Day, b.count.Date.Day),
		cmp.Compare(a.count.Part, b.count.Part),
		cmp.Compare(a.count.Location, b.count.Location),
		cmp.Compare(a.count.Programme, b.count.Programme),
	)
}

func year(seed uint64, places []Location, entries []entry) Year {
	y := Year{Programmes: programmes(), Locations: places, PublicationRequestID: requestID(seed, "publication"),
		CatalogueRequestID: requestID(seed, "catalogue")}
	for i := range y.Programmes {
		y.Programmes[i].RequestID = requestID(seed, "programme/"+y.Programmes[i].Code)
	}
	for i := range y.Locations {
		y.Locations[i].RequestID = requestID(seed, "location/"+y.Locations[i].Name)
	}
	for i, e := range entries {
		e.count.RequestID = requestID(seed, fmt.Sprintf("head-count/%d", i))
		y.HeadCounts = append(y.HeadCounts, e.count)
		if e.fix == nil {
			continue
		}
		e.fix.HeadCount = i
		e.fix.RequestID = requestID(seed, fmt.Sprintf("correction/%d", i))
		y.Corrections = append(y.Corrections, *e.fix)
	}
	return y
}

// requestID names one record of one seed for ever (UUID version 5, RFC 9562 §5.5).
func requestID(seed uint64, record string) string {
	name := fmt.Sprintf("https://github.com/deschoor/meedoen/sample/%d/%d/%s", CalendarYear, seed, record)
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}
