package events

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// readQuestion reads a question. It counts when it is first taken up, by whom it may be asked and wherever it may end; until
// then it counts as little as what was withdrawn, on the day it came in, and so does one that turned out to be none: asked
// before, or recorded wrongly. It stands under no programme, and may be of no wijk that is known.
func readQuestion(m *supportv1.QuestionSaved) (domain.Fact, error) {
	date, err := civil.ParseDate(cmp.Or(m.GetTakeUpDate(), m.GetReceiveDate()))
	f := domain.Fact{
		ID: m.GetId(), Kind: domain.Question, Date: date, Area: area(m), Quantity: 1, Channel: enums.Text(m.GetChannel()),
		Asker: enums.Text(m.GetAskerKind()), Result: enums.Text(m.GetResult()), Voorveld: m.GetSolvedInVoorveld(),
		Withdrawn: m.GetTakeUpDate() == "" || isNone(m.GetReason()),
	}
	if f.Area != (domain.Area{}) {
		err = errors.Join(err, isArea(f.Area))
	}
	return f, errors.Join(err, known(m.GetChannel()), known(m.GetAskerKind()), known(m.GetState()), answered(m))
}

// isNone says whether what was closed for a reason is no question.
func isNone(reason supportv1.QuestionReason) bool {
	return reason == supportv1.QuestionReason_QUESTION_REASON_DUPLICATE ||
		reason == supportv1.QuestionReason_QUESTION_REASON_RECORDED_WRONGLY
}

// answered refuses what became of a question that was not answered, and an answer that says nothing of it.
func answered(m *supportv1.QuestionSaved) error {
	if m.GetState() == supportv1.QuestionState_QUESTION_STATE_ANSWERED {
		return known(m.GetResult())
	}
	if m.GetSolvedInVoorveld() || m.GetResult() != 0 {
		return fmt.Errorf("%s, solved %t, of what was not answered", m.GetResult(), m.GetSolvedInVoorveld())
	}
	return nil
}
