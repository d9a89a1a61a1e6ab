package events

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func goodQuestion() *supportv1.QuestionSaved {
	return &supportv1.QuestionSaved{
		Id: "q", Version: 3, Channel: supportv1.QuestionChannel_QUESTION_CHANNEL_WALK_IN,
		AskerKind:   supportv1.AskerKind_ASKER_KIND_GP,
		LifeDomains: []supportv1.LifeDomain{supportv1.LifeDomain_LIFE_DOMAIN_FINANCES, supportv1.LifeDomain_LIFE_DOMAIN_HOUSING},
		WijkCode:    "WK003401", WijkYear: 2022, Stadsdeel: "haven", Team: "haven", ReceiveDate: "2021-12-30", TakeUpDate: "2022-01-03",
		State: supportv1.QuestionState_QUESTION_STATE_ANSWERED, StateDate: "2022-02-01",
		Result: supportv1.QuestionResult_QUESTION_RESULT_INFORMAL_SOLUTION, SolvedInVoorveld: true,
	}
}

func TestQuestionIsReadWhole(t *testing.T) {
	waits := goodQuestion()
	waits.Id, waits.TakeUpDate, waits.State = "w", "", supportv1.QuestionState_QUESTION_STATE_RECEIVED
	waits.Result, waits.SolvedInVoorveld, waits.WijkCode, waits.WijkYear, waits.Stadsdeel = 0, false, "", 0, ""
	require.Equal(t, map[string]store.Versioned[domain.Fact]{
		"q": {Version: 3, Value: domain.Fact{
			ID: "q", Kind: "question", Date: date(t, "2022-01-03"), Quantity: 1, Channel: "walk_in", Asker: "gp",
			Area: domain.Area{Wijk: "WK003401", WijkYear: 2022, Stadsdeel: "haven"}, Result: "informal_solution", Voorveld: true,
		}},
		"w": {Version: 3, Value: domain.Fact{
			ID: "w", Kind: "question", Date: date(t, "2021-12-30"), Quantity: 1, Channel: "walk_in", Asker: "gp", Withdrawn: true,
		}},
	}, facts(t, goodQuestion(), waits))
}

func TestWhatWasAskedBeforeOrRecordedWronglyDoesNotCount(t *testing.T) {
	for number := range supportv1.QuestionReason_name {
		m := goodQuestion()
		m.State, m.Reason = supportv1.QuestionState_QUESTION_STATE_CLOSED, supportv1.QuestionReason(number)
		m.Result, m.SolvedInVoorveld = 0, false
		switch m.GetReason() {
		case supportv1.QuestionReason_QUESTION_REASON_DUPLICATE, supportv1.QuestionReason_QUESTION_REASON_RECORDED_WRONGLY:
			require.True(t, facts(t, m)["q"].Value.Withdrawn, "%s", m.GetReason())
		default:
			require.False(t, facts(t, m)["q"].Value.Withdrawn, "%s", m.GetReason())
		}
	}
}

// TestEveryWordOfAQuestionIsOneOfTheCatalogue: what has no word there could be asked for by no filter.
func TestEveryWordOfAQuestionIsOneOfTheCatalogue(t *testing.T) {
	for number := range supportv1.QuestionChannel_name {
		m := goodQuestion()
		m.Channel = supportv1.QuestionChannel(number)
		requireWord(t, number, m, "fact.channel", func(f domain.Fact) string { return f.Channel })
	}
	for number := range supportv1.AskerKind_name {
		m := goodQuestion()
		m.AskerKind = supportv1.AskerKind(number)
		requireWord(t, number, m, "fact.asker", func(f domain.Fact) string { return f.Asker })
	}
	for number := range supportv1.QuestionResult_name {
		m := goodQuestion()
		m.Result = supportv1.QuestionResult(number)
		requireWord(t, number, m, "fact.result", func(f domain.Fact) string { return f.Result })
	}
}

// requireWord requires that a filter can ask for the word that of answers of a question; that of number 0 is none.
func requireWord(t *testing.T, number int32, m *supportv1.QuestionSaved, name string, of func(domain.Fact) string) {
	if number == 0 {
		return
	}
	word := of(facts(t, m)["q"].Value)
	_, err := domain.ParseCatalogue([]byte(`from_year: 2022
themes: [{id: meeting, name: Ontmoeting}]
indicators:
  - {id: a, theme: meeting, programme: P, label: l, definition: d, unit: visits, service: support, responsible: R,
     measure: {kind: count, facts: [question]}, filter: "`+name+` == '`+word+`'"}
`), catalogue.Schema())
	require.NoError(t, err)
}

func TestMalformedQuestionIsPoisonAndSaysWhatIsWrong(t *testing.T) {
	type question = *supportv1.QuestionSaved
	cases := map[string]struct {
		change func(question)
		says   []string
	}{
		"from nowhere, by nobody": {
			func(m question) { m.Channel, m.AskerKind = 0, 0 }, []string{"QuestionChannel 0", "AskerKind 0"},
		},
		"by somebody new": {func(m question) { m.AskerKind = 99 }, []string{"AskerKind 99"}},
		"in a new state": {
			func(m question) { m.State, m.Result, m.SolvedInVoorveld = 99, 0, false }, []string{"QuestionState 99"},
		},
		"taken up on no day":        {func(m question) { m.TakeUpDate = "2022-02-30" }, []string{`"2022-02-30"`}},
		"that never came in":        {func(m question) { m.TakeUpDate, m.ReceiveDate = "", "" }, []string{`"" is not a date`}},
		"in half a wijk":            {func(m question) { m.Stadsdeel = "" }, []string{`wijk "WK003401" of 2022 in stadsdeel ""`}},
		"answered without a result": {func(m question) { m.Result = 0 }, []string{"QuestionResult 0"}},
		"answered in a new way":     {func(m question) { m.Result = 99 }, []string{"QuestionResult 99"}},
		"a result of what was closed": {
			func(m question) { m.State, m.SolvedInVoorveld = 5, false }, []string{"of what was not answered"},
		},
		"solved while it is open": {func(m question) { m.State, m.Result = 2, 0 }, []string{"of what was not answered"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := goodQuestion()
			c.change(m)
			_, err := decode([]cloudevent.Event{travelling(t, m)})
			requirePoison(t, err)
			for _, says := range c.says {
				require.ErrorContains(t, err, says)
			}
		})
	}
}
