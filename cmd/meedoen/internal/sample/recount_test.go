package sample_test

import (
	"testing"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/stretchr/testify/require"
)

// TestRecordsMakeEveryFigureOfTheService counts the records once more, as somebody would with paper and pencil.
func TestRecordsMakeEveryFigureOfTheService(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		got := recount(t, y)
		for _, f := range sample.Published() {
			if f.Service == "activities" {
				require.Contains(t, got, f.Indicator)
				require.True(t, f.Agrees(got[f.Indicator]), "%s is %d", f.Indicator, got[f.Indicator])
			}
		}
		require.Equal(t, map[string]int{"youth-contacts": 21_655, "street-contacts": 31_412}, map[string]int{
			"youth-contacts": got["youth-contacts"], "street-contacts": got["street-contacts"],
		})
	})
}

func TestWhoIsMergedOrErasedIsFoundByNameAndBirth(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		namesakes, byID := map[[3]string]int{}, map[string][3]string{}
		for _, p := range y.Participants {
			who := [3]string{p.GivenName, p.Surname, p.BirthDate.String()}
			namesakes[who], byID[p.RequestID] = namesakes[who]+1, who
		}
		for _, m := range y.Merges {
			require.Equal(t, byID[m.Participant], byID[m.Duplicate])
			require.Equal(t, 2, namesakes[byID[m.Participant]])
			require.NotEmpty(t, byID[m.Participant][2])
		}
		for _, e := range y.Erasures {
			require.Equal(t, 1, namesakes[byID[e.Participant]])
			require.NotEmpty(t, byID[e.Participant][2])
		}
	})
}

func TestNobodyIsRecordedTwiceInASession(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		there := map[[2]string]bool{}
		for _, a := range y.Attendance {
			who := [2]string{a.Session, a.Participant}
			if there[who] {
				require.Fail(t, "twice", "%v", who)
			}
			there[who] = true
		}
		begun := map[[2]string]bool{}
		for _, s := range y.Sessions {
			when := [2]string{s.Activity, s.Date.String()}
			require.False(t, begun[when], "an activity cannot begin twice at one moment")
			begun[when] = true
		}
	})
}

// recount answers the figures that follow from named people, sessions, contacts and outputs, beside those of head counts.
func recount(t *testing.T, y sample.Year) map[string]int {
	got := headCountFigures(t, y)
	persons := personsOf(y)
	got["vve-children"] = len(persons["spelend-leren-thuis"]) - adults(y, persons["spelend-leren-thuis"])
	got["youth-persons"] = len(persons["jongerenwerk"])
	got["taal-participants"] = len(persons["taal-in-de-wijk"])
	got["summer-school"] = len(persons["zomerschool-senioren"])
	programme := programmesOf(y)
	for _, s := range y.Sessions {
		if s.Held && programme[s.Activity] == "jongerenwerk" {
			got["youth-sessions"]++
		}
	}
	got["youth-contacts"] = visits(y, "jongerenwerk")
	for _, c := range correctedContacts(y) {
		switch {
		case c.Programme == "jongerenwerk":
			got["youth-contacts"] += int(c.People)
		case c.Channel == activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET:
			got["street-contacts"] += int(c.People)
		}
	}
	countOutputs(y, got)
	return got
}

func headCountFigures(t *testing.T, y sample.Year) map[string]int {
	counts, locations := corrected(y), locationsOf(y)
	oki, districts := map[string]bool{}, map[string]bool{}
	for _, c := range counts {
		switch c.Programme {
		case "oki":
			oki[c.Location] = true
		case "buurtsportcoaches":
			districts[stadsdeel(t, locations[c.Location].Wijk)] = true
		}
	}
	active := map[activitiesv1.LocationKind]int{}
	for _, l := range y.Locations {
		if l.Opening.Year <= 2022 && (l.Closing.IsZero() || l.Closing.Year >= 2022) {
			active[l.Kind]++
		}
	}
	return map[string]int{
		"oki-locations": len(oki), "sport-districts": len(districts),
		"children-visits":         total(counts, childrensWork()...),
		"centre-visits":           total(counts, "buurtcentra"),
		"buurtkamer-visits":       total(counts, "buurtkamers"),
		"sport-participations":    total(counts, "buurtsportcoaches"),
		"seniors-fair":            total(counts, "almereplusbeurs"),
		"centres":                 active[activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE],
		"buurtkamers":             active[activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM],
		"participation-factories": active[activitiesv1.LocationKind_LOCATION_KIND_PARTICIPATION_FACTORY],
	}
}

// programmesOf answers the programme of every activity, and of every session.
func programmesOf(y sample.Year) map[string]string {
	of := map[string]string{}
	for _, a := range y.Activities {
		of[a.RequestID] = a.Programme
	}
	for _, s := range y.Sessions {
		of[s.RequestID] = of[s.Activity]
	}
	return of
}

// present answers the attendance that holds, with each person under one name.
func present(y sample.Year) []sample.Attendance {
	gone, other := map[string]bool{}, map[string]string{}
	for _, w := range y.Withdrawals {
		gone[w.Attendance] = true
	}
	for _, m := range y.Merges {
		other[m.Duplicate] = m.Participant
	}
	var list []sample.Attendance
	for _, a := range y.Attendance {
		if stays := other[a.Participant]; stays != "" {
			a.Participant = stays
		}
		if !gone[a.RequestID] {
			list = append(list, a)
		}
	}
	return list
}

// personsOf answers who took part, by programme.
func personsOf(y sample.Year) map[string]map[string]bool {
	programme, persons := programmesOf(y), map[string]map[string]bool{}
	for _, a := range present(y) {
		p := programme[a.Session]
		if persons[p] == nil {
			persons[p] = map[string]bool{}
		}
		persons[p][a.Participant] = true
	}
	return persons
}

// adults answers how many of them were born before 2009, and on a date that is known: of a year alone two ages follow, which
// may be in different bands.
func adults(y sample.Year, persons map[string]bool) int {
	n := 0
	for _, p := range y.Participants {
		if born := p.BirthDate.Year; persons[p.RequestID] && born > 0 && born < 2009 {
			n++
		}
	}
	return n
}

// visits answers how many people came to the sessions of a programme: those who were counted, or else those by name.
func visits(y sample.Year, programme string) int {
	of, counted, sum := programmesOf(y), map[string]bool{}, 0
	for _, c := range y.SessionCounts {
		if c.Programme == programme {
			counted[c.Session] = true
			sum += int(c.Count)
		}
	}
	for _, a := range present(y) {
		if of[a.Session] == programme && !counted[a.Session] {
			sum++
		}
	}
	return sum
}

func correctedContacts(y sample.Year) []sample.Contact {
	fixes := map[string]sample.ContactCorrection{}
	for _, f := range y.ContactCorrections {
		fixes[f.Contact] = f
	}
	var list []sample.Contact
	for _, c := range y.Contacts {
		if f, wrong := fixes[c.RequestID]; wrong {
			c.People = f.People
			if f.Channel != 0 {
				c.Channel = f.Channel
			}
		}
		list = append(list, c)
	}
	return list
}

func countOutputs(y sample.Year, got map[string]int) {
	fixes, supported := map[string]sample.OutputCorrection{}, map[string]bool{}
	for _, f := range y.OutputCorrections {
		fixes[f.Output] = f
	}
	for _, o := range y.Outputs {
		f := fixes[o.RequestID]
		outcome, setting := o.Outcome, o.Setting
		if f.Outcome != 0 {
			outcome = f.Outcome
		}
		if f.Setting != 0 {
			setting = f.Setting
		}
		switch {
		case f.Withdrawn:
		case outcome == activitiesv1.RepairOutcome_REPAIR_OUTCOME_REPAIRED:
			got["repairs"]++
		case setting == activitiesv1.ActSetting_ACT_SETTING_IN_HOUSE:
			got["acts-house"]++
		case setting == activitiesv1.ActSetting_ACT_SETTING_ELSEWHERE:
			got["acts-festival"]++
		case o.Initiative != "":
			supported[o.Initiative] = true
		case o.Programme == "isa":
			got["isa-studies"]++
		case o.Programme == "wmo-proefprojecten":
			got["wmo-pilots"]++
		}
	}
	got["initiatives"] = len(supported)
}
