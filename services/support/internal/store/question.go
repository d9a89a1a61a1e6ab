package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// Question is a question as it is kept: what was said is sealed.
type Question struct {
	domain.Question
	SealedSummary []byte // empty where nothing was said, and after an erasure
	SealedAnswer  []byte
}

// InsertQuestions adds questions, and keeps that for who follows them. Their residents were locked before. Error:
// sqldb.ErrStale where the sender delivered one of them at the same time.
func (s Store) InsertQuestions(ctx context.Context, all []Question) error {
	rows := make(sqldb.Rows, len(all))
	for i, q := range all {
		rows[i] = []any{
			q.ID, q.Channel, q.AskerKind, strings.Join(q.LifeDomains, ","), sealed(q.SealedSummary), sealed(q.SealedAnswer),
			q.ResidentID, q.Wijk.Code, q.Wijk.Edition, q.Team, q.Organisation, q.Sender, q.Reference, q.Receive, q.TakeUp,
			string(q.State), q.StateDate, q.Worker, string(q.Result), sqldb.Flag(q.Voorveld), string(q.Reason), q.Version,
			sqldb.At(q.Created), sqldb.At(q.Updated),
		}
	}
	added := 0
	err := rows.Each(ctx, s.tx, `-- name: InsertQuestions :many
INSERT INTO question (`+questionColumns+`) VALUES %s
ON CONFLICT (sender_reference, sender) WHERE sender_reference <> '' DO NOTHING RETURNING id`, func(r *sql.Rows) error {
		added++
		return nil
	})
	if err == nil && added < len(all) {
		return sqldb.ErrStale
	}
	if err != nil {
		return err
	}
	saved := make([]domain.Question, len(all))
	for i, q := range all {
		saved[i] = q.Question
	}
	return s.insertChanges(ctx, domain.ReferralChange{}, saved...)
}

// sealed answers what is stored of what may not be there: no bytes, and not nothing.
func sealed(text []byte) []byte {
	if text == nil {
		return []byte{}
	}
	return text
}

const questionColumns = `id, channel, asker_kind, life_domains, sealed_summary, sealed_answer, resident_id, wijk_code, wijk_year,
    team, organisation, sender, sender_reference, receive_date, take_up_date, state, state_date, worker, result,
    solved_in_voorveld, reason, version, created_at, updated_at`

// Question answers one question. Error: NOT_FOUND (QUESTION_NOT_FOUND), which is told to nobody.
func (s Store) Question(ctx context.Context, id string) (Question, error) {
	row, err := s.q.GetQuestion(ctx, id)
	return sqldb.One(row, err, question, "QUESTION_NOT_FOUND", "There is no question with this id.")
}

// QuestionsByID answers the questions with ids, those there are.
func (s Store) QuestionsByID(ctx context.Context, ids map[string]bool) (map[string]Question, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: QuestionsByID :many
SELECT `+questionColumns+` FROM question WHERE id IN (%s)`, ids, scanQuestion)
}

// LockQuestions answers the questions with ids, those there are, and locks them until the transaction ends.
func (s Store) LockQuestions(ctx context.Context, ids map[string]bool) (map[string]Question, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockQuestions :many
SELECT `+questionColumns+` FROM question WHERE id IN (%s)`, ids, scanQuestion)
}

// LockQuestion answers one question, locked until the transaction ends. Error: NOT_FOUND (QUESTION_NOT_FOUND).
func (s Store) LockQuestion(ctx context.Context, id string) (Question, error) {
	found, err := s.LockQuestions(ctx, map[string]bool{id: true})
	q, is := found[id]
	if err == nil && !is {
		err = sql.ErrNoRows
	}
	return sqldb.One(q, err, func(q Question) Question { return q }, "QUESTION_NOT_FOUND", "There is no question with this id.")
}

// QuestionsByReference answers the questions of a sender by what it calls them, those there are.
func (s Store) QuestionsByReference(
	ctx context.Context, sender string, references map[string]bool,
) (map[string]Question, error) {
	all, err := sqldb.ByID(ctx, s.tx, `-- name: QuestionsByReference :many
SELECT `+questionColumns+` FROM question WHERE sender_reference <> '' AND sender_reference IN (%s)`, references, scanQuestion)
	found := map[string]Question{}
	for _, q := range all {
		if q.Sender == sender {
			found[q.Reference] = q
		}
	}
	return found, err
}

// QuestionFilter is which questions are asked for; what is empty asks nothing.
type QuestionFilter struct {
	Viewer                                     domain.Viewer
	State, Team, ResidentID, Sender, Reference string
}

// Questions answers size questions that the viewer may see, after the one with id after. Those about a resident, and those with a
// reference, have queries of their own: they are found by an index however many questions there are.
func (s Store) Questions(ctx context.Context, after string, f QuestionFilter, size int32) (_ []Question, err error) {
	var person, teams string
	if f.Viewer.Worker {
		person, teams = f.Viewer.Subject, ","+strings.Join(f.Viewer.Teams, ",")+","
	} else {
		f.Sender = f.Viewer.Subject
	}
	var rows []db.Question
	switch {
	case f.ResidentID != "":
		rows, err = s.q.ListQuestionsOfTeamsAbout(ctx, db.ListQuestionsOfTeamsAboutParams{
			After: after, ResidentID: f.ResidentID, Sender: f.Sender, SenderReference: f.Reference, State: f.State, Team: f.Team,
			Person: person, Teams: teams, Size: size,
		})
	case f.Reference != "":
		rows, err = s.q.ListQuestionsOfTeamsWith(ctx, db.ListQuestionsOfTeamsWithParams{
			After: after, SenderReference: f.Reference, Sender: f.Sender, State: f.State, Team: f.Team, Person: person, Teams: teams,
			Size: size,
		})
	default:
		rows, err = s.q.ListQuestionsOfTeams(ctx, db.ListQuestionsOfTeamsParams{
			After: after, Sender: f.Sender, State: f.State, Team: f.Team, Person: person, Teams: teams, Size: size,
		})
	}
	return sqldb.All(rows, err, question)
}

// QuestionsOfResident answers all questions about a resident, oldest first.
func (s Store) QuestionsOfResident(ctx context.Context, residentID string) ([]Question, error) {
	rows, err := s.q.ListQuestionsOfResident(ctx, residentID)
	return sqldb.All(rows, err, question)
}

// EmptyQuestions forgets what was said in the questions about a resident.
func (s Store) EmptyQuestions(ctx context.Context, residentID string) error {
	return s.q.EmptyQuestionsOfResident(ctx, db.EmptyQuestionsOfResidentParams{Empty: []byte{}, ResidentID: residentID})
}

// StepQuestion changes a question from the version before the one it has, and keeps the step, and that it was saved for who
// follows it, by which referral where it was one. Error: sqldb.ErrStale.
func (s Store) StepQuestion(
	ctx context.Context, q Question, step domain.QuestionTransition, by domain.ReferralChange,
) error {
	if err := s.SaveQuestion(ctx, q, by); err != nil {
		return err
	}
	return s.q.InsertQuestionTransition(ctx, db.InsertQuestionTransitionParams{
		ID: step.ID, QuestionID: step.QuestionID, Version: step.Version, FromState: string(step.From), ToState: string(step.To),
		Date: step.Date, Result: string(step.Result), SolvedInVoorveld: sqldb.Flag(step.Voorveld), Reason: string(step.Reason),
		Worker: step.Worker, CreatedAt: sqldb.At(step.Created),
	})
}

// SaveQuestion changes a question from the version before the one it has, and keeps that for who follows it. Error:
// sqldb.ErrStale.
func (s Store) SaveQuestion(ctx context.Context, q Question, by domain.ReferralChange) error {
	if err := sqldb.Changed(s.q.UpdateQuestion(ctx, db.UpdateQuestionParams{
		SealedAnswer: sealed(q.SealedAnswer), TakeUpDate: q.TakeUp, State: string(q.State), StateDate: q.StateDate,
		Worker: q.Worker, Result: string(q.Result), SolvedInVoorveld: sqldb.Flag(q.Voorveld), Reason: string(q.Reason),
		UpdatedAt: sqldb.At(q.Updated), ID: q.ID, Version: q.Version - 1,
	})); err != nil {
		return err
	}
	return s.insertChanges(ctx, by, q.Question)
}

// QuestionTransition answers one step. Error: NOT_FOUND (TRANSITION_NOT_FOUND).
func (s Store) QuestionTransition(ctx context.Context, id string) (domain.QuestionTransition, error) {
	row, err := s.q.GetQuestionTransition(ctx, id)
	return sqldb.One(row, err, transition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// QuestionTransitions answers size steps of a question after the one with id after.
func (s Store) QuestionTransitions(
	ctx context.Context, questionID, after string, size int32,
) ([]domain.QuestionTransition, error) {
	rows, err := s.q.ListQuestionTransitions(ctx, db.ListQuestionTransitionsParams{
		QuestionID: questionID, After: after, Size: size,
	})
	return sqldb.All(rows, err, transition)
}

// TransitionsOfResident answers the steps of all questions about a resident, oldest first.
func (s Store) TransitionsOfResident(ctx context.Context, residentID string) ([]domain.QuestionTransition, error) {
	rows, err := s.q.ListQuestionTransitionsOfResident(ctx, residentID)
	return sqldb.All(rows, err, transition)
}

func scanQuestion(r *sql.Rows) (string, Question, error) {
	var q db.Question
	err := r.Scan(&q.ID, &q.Channel, &q.AskerKind, &q.LifeDomains, &q.SealedSummary, &q.SealedAnswer, &q.ResidentID, &q.WijkCode,
		&q.WijkYear, &q.Team, &q.Organisation, &q.Sender, &q.SenderReference, &q.ReceiveDate, &q.TakeUpDate, &q.State, &q.StateDate,
		&q.Worker, &q.Result, &q.SolvedInVoorveld, &q.Reason, &q.Version, &q.CreatedAt, &q.UpdatedAt)
	return q.ID, question(q), err
}

func question(q db.Question) Question {
	return Question{
		SealedSummary: q.SealedSummary, SealedAnswer: q.SealedAnswer,
		Question: domain.Question{
			ID: q.ID, Channel: q.Channel, AskerKind: q.AskerKind, LifeDomains: strings.Split(q.LifeDomains, ","),
			ResidentID: q.ResidentID, Wijk: areas.Wijk{Code: q.WijkCode, Edition: int(q.WijkYear)}, Team: q.Team,
			Organisation: q.Organisation, Sender: q.Sender, Reference: q.SenderReference, Receive: q.ReceiveDate, TakeUp: q.TakeUpDate,
			State: domain.QuestionState(q.State), StateDate: q.StateDate, Worker: q.Worker, Result: domain.QuestionResult(q.Result),
			Voorveld: q.SolvedInVoorveld == 1, Reason: domain.QuestionReason(q.Reason), Version: q.Version, Created: q.CreatedAt.Time,
			Updated: q.UpdatedAt.Time,
		},
	}
}

func transition(t db.QuestionTransition) domain.QuestionTransition {
	return domain.QuestionTransition{
		ID: t.ID, QuestionID: t.QuestionID, Version: t.Version, From: domain.QuestionState(t.FromState),
		To: domain.QuestionState(t.ToState), Date: t.Date, Result: domain.QuestionResult(t.Result), Voorveld: t.SolvedInVoorveld == 1,
		Reason: domain.QuestionReason(t.Reason), Worker: t.Worker, Created: t.CreatedAt.Time,
	}
}
