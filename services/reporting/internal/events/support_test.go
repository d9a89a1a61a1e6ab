package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

type asked = *supportv1.QuestionSaved

// question answers version 1 of a question that came in at the end of 2021, changed.
func question(id string, change ...func(asked)) cloudevent.Event {
	m := &supportv1.QuestionSaved{
		Id: id, Version: 1, Channel: supportv1.QuestionChannel_QUESTION_CHANNEL_WALK_IN,
		AskerKind: supportv1.AskerKind_ASKER_KIND_RESIDENT, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven", Team: "haven",
		LifeDomains: []supportv1.LifeDomain{supportv1.LifeDomain_LIFE_DOMAIN_FINANCES}, ReceiveDate: "2021-12-30",
		State: supportv1.QuestionState_QUESTION_STATE_RECEIVED, StateDate: "2021-12-30",
	}
	for _, c := range change {
		c(m)
	}
	return event("question.saved", m)
}

// takenUp is version 2 of what was taken up on a date.
func takenUp(date string) func(asked) {
	return func(m asked) {
		m.Version, m.TakeUpDate, m.State, m.StateDate = 2, date, supportv1.QuestionState_QUESTION_STATE_TAKEN_UP, date
	}
}

// solved is version 3 of what was answered, in the voorveld or not.
func solved(voorveld bool) func(asked) {
	return func(m asked) {
		m.Version, m.State, m.SolvedInVoorveld = 3, supportv1.QuestionState_QUESTION_STATE_ANSWERED, voorveld
		m.Result = supportv1.QuestionResult_QUESTION_RESULT_ADVICE
	}
}

func TestQuestionCountsOnceInTheYearItIsTakenUpWhateverBecomesOfIt(t *testing.T) {
	up := takenUp("2022-01-03")
	reopened := func(m asked) { m.Version, m.State = 4, supportv1.QuestionState_QUESTION_STATE_TAKEN_UP }
	steps := []struct {
		name           string
		told           cloudevent.Event
		taken, settled int64
	}{
		{"one is taken up", question("a", up), 1, 0},
		{"another comes in", question("b"), 1, 0},
		{"and is taken up a day late", question("b", takenUp("2023-01-01")), 1, 0},
		{"the first is solved in the voorveld", question("a", up, solved(true)), 1, 1},
		{"which is not so", question("a", up, reopened), 1, 0},
		{"a third is closed unread", question("c", func(m asked) {
			m.State = supportv1.QuestionState_QUESTION_STATE_CLOSED
		}), 1, 0},
		{"a fourth, of no wijk, is solved with care", question("d", up, solved(false), func(m asked) {
			m.WijkCode, m.WijkYear, m.Stadsdeel = "", 0, ""
		}), 2, 0},
		{"the news of before comes late", question("a"), 2, 0},
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, question("z"))
		r.requireNoData(t, "resident-questions")
		for _, s := range steps {
			r.tell(t, s.told)
			r.requireValue(t, "resident-questions", s.taken)
			require.Equal(t, s.settled, r.steering(t)["questions-solved-in-voorveld"].Whole.Value, s.name)
			r.requireEveryFactOnce(t)
		}
		f := r.figure(t, "resident-questions")
		require.Equal(t, [12]int64{2}, f.Months)
		require.Equal(t, []domain.Part{{Key: "haven", Value: 1}}, f.Stadsdelen, "one is of no wijk")

		r.rebuild(t)
		r.countAnew(t)
		r.requireValue(t, "resident-questions", 2)
	})
}

// question draws one that is taken up, where it is not withdrawn, and answered at times.
func (h *history) question(t *rapid.T, id string, v int64) {
	f := h.fact(t, domain.Question, id)
	f.LocationID, f.ProgrammeID, f.Area, f.Channel = "", "", drawArea(t), "walk_in"
	asker, result := supportv1.AskerKind(rapid.Int32Range(1, 10).Draw(t, "asker")), supportv1.QuestionResult(0)
	change := func(m asked) { m.ReceiveDate, m.StateDate = f.Date.String(), f.Date.String() }
	if !f.Withdrawn {
		change = takenUp(f.Date.String())
		result, f.Voorveld = supportv1.QuestionResult(rapid.Int32Range(0, 5).Draw(t, "result")), rapid.Bool().Draw(t, "voorveld")
	}
	f.Asker, f.Result, f.Voorveld = enums.Text(asker), enums.Text(result), f.Voorveld && result != 0
	h.save(f, question(id, change, func(m asked) {
		m.Version, m.AskerKind, m.Result, m.SolvedInVoorveld = v, asker, result, f.Voorveld
		m.WijkCode, m.WijkYear, m.Stadsdeel = f.Wijk, int32(f.WijkYear), f.Stadsdeel
		if result != 0 {
			m.State = supportv1.QuestionState_QUESTION_STATE_ANSWERED
		}
	}))
}
