package reporting_test

import (
	"crypto/sha256"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// A year of the records that are counted anew has as many as the sample year, in the same mix: of a hundred, 45 attendances,
// 26 head counts, 9 contacts, 8 hours, 4 sessions, 3 questions, 3 trajectories, 1 output and 1 assignment.
const (
	recordsOfYear = 100_000
	peopleOfYear  = 5_000
	placesOfAll   = 70
)

// linesOfWork are the programmes of attendance, of head counts and of help, some of which no figure of persons looks at.
var (
	linesOfPersons = []string{"jongerenwerk", "spelend-leren-thuis", "taal-in-de-wijk", "zomerschool-senioren", "inloop"}
	linesOfCounts  = []string{"buurtcentra", "buurtkamers", "kinderwerk", "buurtsportcoaches", "oki"}
	linesOfHelp    = []string{"buurtbemiddeling", "poppodium-de-meester", "taal-in-de-wijk", "buurtcentra"}
)

// told is an event with the service that tells it.
type told struct {
	service string
	event   outbox.Event
}

// registers answers the events of all places and programmes, which come first.
func registers() (list []told) {
	kinds := []activitiesv1.LocationKind{
		activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM,
	}
	for n := range placesOfAll {
		m := centre()
		m.Id, m.Kind = benchID("place", n), kinds[n%len(kinds)]
		m.WijkCode, m.WijkYear, m.Stadsdeel = benchArea(n)
		list = append(list, told{activities, outbox.Event{Noun: "location.saved", AggregateID: m.GetId(), Data: m}})
	}
	seen := map[string]bool{}
	for _, lines := range [][]string{linesOfPersons, linesOfCounts, linesOfHelp, {"buurtkracht", "ambulant-jongerenwerk"}} {
		for _, code := range lines {
			if !seen[code] {
				seen[code] = true
				list = append(list, told{activities, outbox.Event{Noun: "programme.saved", AggregateID: code, Data: programme(code)}})
			}
		}
	}
	return list
}

// record answers the event of record n, in the order of the days on which they happened.
func record(n int) told {
	at := func(service, noun string, m interface {
		proto.Message
		GetId() string
	},
	) told {
		return told{service, outbox.Event{Noun: noun, AggregateID: m.GetId(), Data: m}}
	}
	switch kind := n % 100; {
	case kind < 45:
		return at(activities, "attendance.saved", benchAttendance(n))
	case kind < 71:
		m := count(benchID("count", n), 1, int32(n%40))
		m.LocationId, m.ProgrammeId, m.Date = benchID("place", n/7%placesOfAll), linesOfCounts[n/11%len(linesOfCounts)], benchDate(n)
		return at(activities, "head-count.saved", m)
	case kind < 80:
		return at(activities, "contact.saved", benchContact(n))
	case kind < 88:
		return at("volunteers", "hours.saved", benchHours(n))
	case kind < 92:
		return at(activities, "session.saved", &activitiesv1.SessionSaved{
			Id: benchID("session", n), Version: 1, LocationId: benchID("place", n/7%placesOfAll), Date: benchDate(n),
			ProgrammeId: linesOfPersons[n/11%len(linesOfPersons)], State: activitiesv1.SessionState_SESSION_STATE_HELD,
		})
	case kind < 95:
		return at("support", "question.saved", benchQuestion(n))
	case kind < 98:
		return at("debtcounselling", "trajectory-year.saved", benchTrajectory(n))
	case kind < 99:
		return at(activities, "output.saved", benchOutput(n))
	}
	return at("volunteers", "assignment-year.saved", &volunteersv1.AssignmentYearSaved{
		Id: benchID("assignment", n), Version: 1, ProgrammeId: linesOfHelp[n/11%len(linesOfHelp)], RoleCode: "docent",
		Kind: volunteersv1.EngagementKind(1 + n/900%2), Date: benchDate(n), Person: benchPerson(n, 660),
		AgeBand: peoplev1.AgeBand(3 + n/100%5),
	})
}

func benchAttendance(n int) *activitiesv1.AttendanceSaved {
	who := n * 2_654_435_761 >> 8 % peopleOfYear
	return &activitiesv1.AttendanceSaved{
		Id: benchID("attendance", n), Version: 1, SessionId: benchID("session", n/12), LocationId: benchID("place", who%placesOfAll),
		ProgrammeId: linesOfPersons[who%len(linesOfPersons)], Date: benchDate(n), Person: benchPerson(n, peopleOfYear),
		AgeBand: peoplev1.AgeBand(1 + who%7), Visits: int32(1 - n/100%2),
	}
}

func benchContact(n int) *activitiesv1.ContactSaved {
	m := &activitiesv1.ContactSaved{
		Id: benchID("contact", n), Version: 1, ProgrammeId: "ambulant-jongerenwerk", Date: benchDate(n),
		Channel: activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET, GroupSize: int32(1 + n%6),
	}
	if n/100%2 == 0 {
		m.ProgrammeId, m.Channel = "jongerenwerk", activitiesv1.ContactChannel_CONTACT_CHANNEL_SCHOOL
	}
	m.WijkCode, m.WijkYear, m.Stadsdeel = benchArea(n)
	return m
}

func benchHours(n int) *volunteersv1.HoursSaved {
	m := &volunteersv1.HoursSaved{
		Id: benchID("hours", n), Version: 1, ProgrammeId: linesOfHelp[n/11%len(linesOfHelp)], RoleCode: "docent",
		Kind: volunteersv1.EngagementKind(1 + n/900%2), Date: benchDate(n), Minutes: int32(30 + n%200),
		Person: benchPerson(n, 660), AgeBand: peoplev1.AgeBand(3 + n/100%5), Approved: n/100%20 != 0,
	}
	m.WijkCode, m.WijkYear, m.Stadsdeel = benchArea(n)
	return m
}

func benchQuestion(n int) *supportv1.QuestionSaved {
	m := &supportv1.QuestionSaved{
		Id: benchID("question", n), Version: 1, Channel: 1, AskerKind: 1, ReceiveDate: benchDate(n), TakeUpDate: benchDate(n),
		State: supportv1.QuestionState_QUESTION_STATE_ANSWERED, Result: 1, SolvedInVoorveld: n/100%3 == 0,
	}
	m.WijkCode, m.WijkYear, m.Stadsdeel = benchArea(n)
	return m
}

func benchTrajectory(n int) *debtcounsellingv1.TrajectoryYearSaved {
	m := &debtcounsellingv1.TrajectoryYearSaved{
		Id: benchID("trajectory-year", n), Version: 1, TrajectoryId: benchID("trajectory", n), Date: benchDate(n),
		Kind: debtcounsellingv1.TrajectoryKind(1 + n/100%4), Person: benchPerson(n, 2_500), AgeBand: peoplev1.AgeBand(3 + n/100%5),
	}
	m.WijkCode, m.WijkYear, m.Stadsdeel = benchArea(n)
	return m
}

func benchOutput(n int) *activitiesv1.OutputSaved {
	return &activitiesv1.OutputSaved{
		Id: benchID("output", n), Version: 1, Kind: activitiesv1.OutputKind_OUTPUT_KIND_INITIATIVE_SUPPORT,
		ProgrammeId: "buurtkracht", Date: benchDate(n), LocationId: benchID("place", n/7%placesOfAll),
		SubjectId: benchID("initiative", n/100%43),
	}
}

// benchID answers an id as long as one of the services, in the order of time as those are.
func benchID(noun string, n int) string {
	hash := sha256.Sum256([]byte(noun))
	return fmt.Sprintf("%08x-%04x-7%03x-%x-%x", n, n%9973, n%4093, hash[:2], hash[2:8])
}

// benchPerson answers the pseudonym of one of many persons of the year.
func benchPerson(n, many int) string {
	who := n * 2_654_435_761 >> 8 % many
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "person %d of %d in %d", who, many, n/recordsOfYear)))
}

// benchDate answers the day of record n: the years come one after another, from 2022 on.
func benchDate(n int) string {
	day := n % recordsOfYear * 336 / recordsOfYear
	return fmt.Sprintf("%04d-%02d-%02d", 2022+n/recordsOfYear, day/28+1, day%28+1)
}

func benchArea(n int) (wijk string, year int32, stadsdeel string) {
	n = n * 2_654_435_761 >> 8 % 30
	return fmt.Sprintf("WK0034%02d", n), 2022, []string{"haven", "stad", "buiten", "hout", "poort"}[n%5]
}
