package events

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

type (
	session    = *activitiesv1.SessionSaved
	attendance = *activitiesv1.AttendanceSaved
	talk       = *activitiesv1.ContactSaved
	output     = *activitiesv1.OutputSaved
)

func goodSession() *activitiesv1.SessionSaved {
	return &activitiesv1.SessionSaved{
		Id: "s", Version: 4, ActivityId: "a", ProgrammeId: "p", LocationId: "l", Date: "2022-03-15",
		State: activitiesv1.SessionState_SESSION_STATE_HELD,
	}
}

func goodAttendance() *activitiesv1.AttendanceSaved {
	return &activitiesv1.AttendanceSaved{
		Id: "t", Version: 5, SessionId: "s", ProgrammeId: "p", LocationId: "l", Date: "2022-03-15", Person: "anna", Visits: 1,
		AgeBand: peoplev1.AgeBand_AGE_BAND_13_TO_17, Withdrawn: true,
	}
}

func goodContact() *activitiesv1.ContactSaved {
	return &activitiesv1.ContactSaved{
		Id: "k", Version: 6, ProgrammeId: "p", Date: "2022-03-15", WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		Channel: activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET, GroupSize: 7, Withdrawn: true,
	}
}

func goodOutput() *activitiesv1.OutputSaved {
	return &activitiesv1.OutputSaved{
		Id: "o", Version: 7, Kind: activitiesv1.OutputKind_OUTPUT_KIND_REPAIR, ProgrammeId: "p", Date: "2022-03-15",
		LocationId: "l", WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven", SubjectId: "x", Withdrawn: true,
		RepairOutcome: activitiesv1.RepairOutcome_REPAIR_OUTCOME_ADVICE,
	}
}

// facts answers what events are read as.
func facts(t *testing.T, list ...proto.Message) map[string]store.Versioned[domain.Fact] {
	t.Helper()
	var batch []cloudevent.Event
	for _, m := range list {
		batch = append(batch, travelling(t, m))
	}
	n, err := decode(batch)
	require.NoError(t, err)
	return n.facts
}

func TestContactThatWasWithdrawnHasNobodyLeft(t *testing.T) {
	gone := goodContact()
	gone.GroupSize = 0
	read := facts(t, gone)["k"].Value
	require.True(t, read.Withdrawn)
	require.Zero(t, read.Quantity)
}

func TestEveryKindOfFactIsReadWhole(t *testing.T) {
	day, haven := date(t, "2022-03-15"), domain.Area{Wijk: "WK003401", WijkYear: 2022, Stadsdeel: "haven"}
	require.Equal(t, map[string]store.Versioned[domain.Fact]{
		"s": {Version: 4, Value: domain.Fact{
			ID: "s", Kind: "session", Date: day, LocationID: "l", ProgrammeID: "p", Quantity: 1,
		}},
		"t": {Version: 5, Value: domain.Fact{
			ID: "t", Kind: "attendance", Date: day, LocationID: "l", ProgrammeID: "p", Quantity: 1, Person: "anna",
			AgeBand: "13_to_17", Withdrawn: true,
		}},
		"k": {Version: 6, Value: domain.Fact{
			ID: "k", Kind: "contact", Date: day, ProgrammeID: "p", Area: haven, Quantity: 7, Channel: "street", Withdrawn: true,
		}},
		"o": {Version: 7, Value: domain.Fact{
			ID: "o", Kind: "output", Date: day, LocationID: "l", ProgrammeID: "p", Area: haven, Quantity: 1, Output: "repair",
			Outcome: "advice", Subject: "x", Withdrawn: true,
		}},
	}, facts(t, goodSession(), goodAttendance(), goodContact(), goodOutput()))
}

func TestSessionCountsWhenItWasHeld(t *testing.T) {
	for number := range activitiesv1.SessionState_name {
		if number == 0 {
			continue
		}
		m := goodSession()
		m.State = activitiesv1.SessionState(number)
		held := m.State == activitiesv1.SessionState_SESSION_STATE_HELD
		require.Equal(t, !held, facts(t, m)["s"].Value.Withdrawn, m.State)
	}
}

// Whatever the contract says is a word that filters know: a filter that names it must not be refused.
func TestEveryWordOfTheContractIsOneOfFilters(t *testing.T) {
	words := map[string][]string{}
	for n := int32(1); n < int32(len(peoplev1.AgeBand_name)); n++ {
		m := goodAttendance()
		m.AgeBand = peoplev1.AgeBand(n)
		words["age_band"] = append(words["age_band"], facts(t, m)["t"].Value.AgeBand)
	}
	for n := int32(1); n < int32(len(activitiesv1.ContactChannel_name)); n++ {
		m := goodContact()
		m.Channel = activitiesv1.ContactChannel(n)
		words["channel"] = append(words["channel"], facts(t, m)["k"].Value.Channel)
	}
	for n := int32(1); n < int32(len(activitiesv1.OutputKind_name)); n++ {
		m := goodOutput()
		m.Kind, m.RepairOutcome = activitiesv1.OutputKind(n), 0
		switch m.Kind {
		case activitiesv1.OutputKind_OUTPUT_KIND_REPAIR:
			m.RepairOutcome = activitiesv1.RepairOutcome_REPAIR_OUTCOME_REPAIRED
		case activitiesv1.OutputKind_OUTPUT_KIND_ACT:
			m.ActSetting = activitiesv1.ActSetting_ACT_SETTING_IN_HOUSE
		}
		words["output"] = append(words["output"], facts(t, m)["o"].Value.Output)
	}
	for n := int32(1); n < int32(len(activitiesv1.RepairOutcome_name)); n++ {
		m := goodOutput()
		m.RepairOutcome = activitiesv1.RepairOutcome(n)
		words["outcome"] = append(words["outcome"], facts(t, m)["o"].Value.Outcome)
	}
	for n := int32(1); n < int32(len(activitiesv1.ActSetting_name)); n++ {
		m := goodOutput()
		m.Kind, m.RepairOutcome, m.ActSetting = activitiesv1.OutputKind_OUTPUT_KIND_ACT, 0, activitiesv1.ActSetting(n)
		words["setting"] = append(words["setting"], facts(t, m)["o"].Value.Setting)
	}
	for name, known := range words {
		for _, word := range append(known, "") {
			filter := strings.NewReplacer("'almereplusbeurs' in programme.path", "fact."+name+" == '"+word+"'")
			_, err := domain.ParseCatalogue([]byte(filter.Replace(string(catalogue.Account()))), catalogue.Schema())
			require.Equal(t, word == "", err != nil, "%s %q: %v", name, word, err)
		}
	}
}

func TestMalformedFactIsPoisonAndSaysWhatIsWrong(t *testing.T) {
	ofSession := func(change func(session)) proto.Message {
		m := goodSession()
		change(m)
		return m
	}
	ofAttendance := func(change func(attendance)) proto.Message {
		m := goodAttendance()
		change(m)
		return m
	}
	ofTalk := func(change func(talk)) proto.Message {
		m := goodContact()
		change(m)
		return m
	}
	ofOutput := func(change func(output)) proto.Message {
		m := goodOutput()
		change(m)
		return m
	}
	act, project := activitiesv1.OutputKind_OUTPUT_KIND_ACT, activitiesv1.OutputKind_OUTPUT_KIND_PROJECT
	cases := map[string]struct {
		event proto.Message
		says  []string
	}{
		"a session of no state":    {ofSession(func(m session) { m.State = 0 }), []string{"SessionState 0"}},
		"a session in a new state": {ofSession(func(m session) { m.State = 99 }), []string{"SessionState 99"}},
		"a session nowhere, for nothing": {
			ofSession(func(m session) { m.LocationId, m.ProgrammeId = "", "" }),
			[]string{"the place is missing", "the programme is missing"},
		},
		"a session on no day": {ofSession(func(m session) { m.Date = "" }), []string{`"" is not a date`}},
		"an attendance of nobody": {ofAttendance(func(m attendance) { m.Person = "" }),
			[]string{"the person is missing"},
		},
		"an attendance of no age":     {ofAttendance(func(m attendance) { m.AgeBand = 0 }), []string{"AgeBand 0"}},
		"an attendance of two visits": {ofAttendance(func(m attendance) { m.Visits = 2 }), []string{"2 visits"}},
		"an attendance below no visit": {ofAttendance(func(m attendance) { m.Visits = -1 }),
			[]string{"visits -1 is below 0"},
		},
		"an attendance nowhere": {ofAttendance(func(m attendance) { m.LocationId = "" }),
			[]string{"the place is missing"},
		},
		"a contact with nobody": {ofTalk(func(m talk) { m.GroupSize, m.Withdrawn = 0, false }),
			[]string{"group size 0 is below 1"},
		},
		"a contact by a new channel":    {ofTalk(func(m talk) { m.Channel = 99 }), []string{"ContactChannel 99"}},
		"a contact nowhere":             {ofTalk(func(m talk) { m.WijkCode = "" }), []string{`wijk "" of 2022`}},
		"a contact in no city district": {ofTalk(func(m talk) { m.Stadsdeel = "" }), []string{`stadsdeel ""`}},
		"a contact on no map":           {ofTalk(func(m talk) { m.WijkYear = 0 }), []string{"of 0 in"}},
		"an output of no kind": {ofOutput(func(m output) { m.Kind = 0 }),
			[]string{"OutputKind 0", "RepairOutcome 2 does not belong"},
		},
		"an output nowhere": {ofOutput(func(m output) { m.LocationId, m.Stadsdeel = "", "" }),
			[]string{`stadsdeel ""`},
		},
		"a repair without an outcome": {ofOutput(func(m output) { m.RepairOutcome = 0 }),
			[]string{"RepairOutcome 0"},
		},
		"a repair with a new outcome": {ofOutput(func(m output) { m.RepairOutcome = 99 }),
			[]string{"RepairOutcome 99"},
		},
		"a repair on a stage": {ofOutput(func(m output) { m.ActSetting = 1 }),
			[]string{"ActSetting 1 does not belong to OUTPUT_KIND_REPAIR"},
		},
		"an act without a setting": {ofOutput(func(m output) { m.Kind, m.RepairOutcome = act, 0 }),
			[]string{"ActSetting 0"},
		},
		"a project without a subject": {ofOutput(func(m output) { m.Kind, m.RepairOutcome, m.SubjectId = project, 0, "" }),
			[]string{"the subject is missing"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := decode([]cloudevent.Event{travelling(t, c.event)})
			requirePoison(t, err)
			for _, says := range c.says {
				require.ErrorContains(t, err, says)
			}
		})
	}
}
