package api

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// arriving is one question on its way in.
type arriving struct {
	domain.Question
	place  string
	broken []fault.Field
	claim  requestid.Claim
	row    store.Question
	kept   string // the id of what is there for it: another where it was delivered before
}

// earlier says whether the question had been delivered before, with the same request id or sender's reference.
func (a arriving) earlier() bool { return a.kept != a.ID }

// takeIn takes in all questions or none, and answers them as they are.
func (s *Questions) takeIn(
	ctx context.Context, requests []*supportv1.CreateQuestionRequest, place func(int) string,
) ([]*supportv1.Question, error) {
	var all []arriving
	err := resource.Again(func() (err error) {
		all = s.arriving(ctx, requests, place)
		known, err := s.around(ctx, all)
		if err != nil {
			return err
		}
		if err := s.check(ctx, all, known); err != nil {
			return err
		}
		if err := s.sealArriving(ctx, all); err != nil {
			return err
		}
		return s.keep(ctx, all)
	})
	if err != nil {
		return nil, err
	}
	return s.answerArrived(ctx, all)
}

// arriving reads the questions.
func (s *Questions) arriving(
	ctx context.Context, requests []*supportv1.CreateQuestionRequest, place func(int) string,
) []arriving {
	hash := person.RequestHash(s.Privacy, events.Service)
	all := make([]arriving, len(requests))
	for i, r := range requests {
		made := resource.Making(s.Clock.Now())
		var d resource.Dates
		q := decodeQuestion(ctx, r.GetQuestion(), &d)
		q.ID, q.Created, q.Updated = made.ID, made.Now, made.Now
		all[i] = arriving{
			Question: q, place: place(i), broken: d.Broken, kept: q.ID,
			claim: requestid.Claim{
				RequestID: r.GetRequestId(), Hash: hash(r.GetQuestion()), ResourceID: q.ID,
				Path: resource.Join(place(i), "request_id"),
			},
		}
	}
	return all
}

// around is what is known around questions that arrive.
type around struct {
	residents map[string]bool            // who is there
	delivered map[string]domain.Question // by what the sender calls them
}

// around answers what is known around questions that arrive.
func (s *Questions) around(ctx context.Context, all []arriving) (known around, err error) {
	residents, references := map[string]bool{}, map[string]bool{}
	for _, a := range all {
		residents[a.ResidentID], references[a.Reference] = true, true
	}
	delete(residents, "")
	delete(references, "")
	var found map[string]store.Question
	known.residents = map[string]bool{}
	if err := s.snapshot(ctx, func(st store.Store) error {
		rows, err := st.ResidentsByID(ctx, residents)
		if err != nil {
			return err
		}
		for id, row := range rows {
			known.residents[id] = row.Use() == nil
		}
		found, err = st.QuestionsByReference(ctx, auth.Subject(ctx), references)
		return err
	}); err != nil {
		return known, err
	}
	opened, err := s.openQuestions(ctx, slices.Collect(maps.Values(found))...)
	known.delivered = make(map[string]domain.Question, len(opened))
	for _, q := range opened {
		known.delivered[q.Reference] = q
	}
	return known, err
}

// check answers every rule that any of the questions breaks, and marks those that were delivered before. Errors:
// INVALID_ARGUMENT; ALREADY_EXISTS (CONFLICT) with every field of other content than the earlier delivery.
func (s *Questions) check(ctx context.Context, all []arriving, known around) error {
	in := domain.Intake{
		Today: s.today(), Register: s.Areas, Importing: auth.From(ctx).Has(importerRole), Residents: known.residents,
	}
	if v := viewer(ctx); v.Worker && !in.Importing {
		in.Teams = v.Teams
	}
	conflict := fault.New(fault.AlreadyExists, "CONFLICT", "The sender delivered this question before, with other content.")
	var broken []fault.Field
	seen := map[string]bool{}
	for i := range all {
		a := &all[i]
		if a.Reference != "" && seen[a.Reference] {
			a.broken = append(a.broken, fault.Field{
				Path: "sender_reference", Reason: "SENDER_REFERENCE_TWICE", Text: "Two questions of the request have this reference.",
			})
		}
		seen[a.Reference] = true
		to, found := &broken, a.broken
		if before, is := known.delivered[a.Reference]; is && a.Reference != "" {
			a.kept, a.claim.ResourceID = before.ID, before.ID
			to, found = &conflict.Fields, append(found, before.Differs(a.Question)...)
		} else {
			found = append(found, a.Check(in)...)
		}
		for _, f := range found {
			f.Path = resource.Join(a.place, "question."+f.Path)
			*to = append(*to, f)
		}
	}
	if err := fault.Violations(broken); err != nil {
		return err
	}
	if len(conflict.Fields) > 0 {
		return conflict
	}
	return nil
}

// sealArriving seals what is said in new questions: with the key of the resident, or with one that is made for the question. A
// crash after that leaves keys of which nothing is sealed.
func (s *Questions) sealArriving(ctx context.Context, all []arriving) error {
	var alone, residents []string
	for _, a := range all {
		switch {
		case a.earlier() || a.Summary == "":
		case a.ResidentID == "":
			alone = append(alone, a.ID)
		default:
			residents = append(residents, a.ResidentID)
		}
	}
	own, err := s.ownKeys(ctx, alone)
	if err != nil {
		return err
	}
	slices.Sort(residents)
	theirs, err := s.vault().Keys(ctx, slices.Compact(residents)...)
	if err != nil {
		return err
	}
	for i := range all {
		a := &all[i]
		if a.earlier() {
			continue
		}
		keys := theirs
		if a.ResidentID == "" {
			keys = own
		}
		a.row = store.Question{Question: a.Question}
		if a.row.SealedSummary, err = sealText(keys, a.Question, summaryField, a.Summary); err != nil {
			return erased(err)
		}
	}
	return nil
}

// ownKeys makes the keys of questions whose resident is not known.
func (s *Questions) ownKeys(ctx context.Context, questionIDs []string) (privacy.Keys, error) {
	if len(questionIDs) == 0 {
		return privacy.Keys{}, nil
	}
	return s.vault().MakeKeys(ctx, questionIDs...)
}

// keep adds the questions that were not delivered before, and tells of them. Keys that were made for questions that are not
// added are destroyed.
func (s *Questions) keep(ctx context.Context, all []arriving) error {
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return s.keepIn(ctx, tx, all) })
	var alone []arriving
	for _, a := range all {
		if a.ResidentID == "" && len(a.row.SealedSummary) > 0 {
			alone = append(alone, a)
		}
	}
	return privacy.DiscardUnused(ctx, s.vault(), alone, func(a arriving) string { return a.ID }, arriving.earlier, err)
}

func (s *Questions) keepIn(ctx context.Context, tx *sql.Tx, all []arriving) error {
	claims := make([]requestid.Claim, len(all))
	for i, a := range all {
		claims[i] = a.claim
	}
	kept, err := requestid.ClaimAll(ctx, tx, s.now(), "CreateQuestion", claims)
	if err != nil {
		return err
	}
	var rows []store.Question
	var saved []outbox.Event
	var touched []domain.Question
	residents := map[string]bool{}
	for i := range all {
		a := &all[i]
		a.kept = kept[i]
		if a.earlier() {
			continue
		}
		rows, saved, touched = append(rows, a.row), append(saved, s.tell(a.Question)), append(touched, a.Question)
		if a.ResidentID != "" {
			residents[a.ResidentID] = true
		}
	}
	st := store.In(tx)
	if err := lockResidents(ctx, st, residents); err != nil {
		return err
	}
	if err := st.InsertQuestions(ctx, rows); err != nil {
		return resource.Overtaken(err)
	}
	if err := outbox.Append(ctx, tx, s.now(), events.Service, saved...); err != nil {
		return err
	}
	return s.log(ctx, tx, s.doneWithEach(ctx, touched...))
}

// lockResidents locks residents, all of whom were there when the call began; where one was erased since, it begins anew.
func lockResidents(ctx context.Context, st store.Store, ids map[string]bool) error {
	found, err := st.LockResidentsByID(ctx, ids)
	for _, row := range found {
		if row.Use() != nil {
			return resource.Overtaken(sqldb.ErrStale)
		}
	}
	return err
}

// answerArrived answers the questions of a request: those that were added, and those of an earlier delivery as they are now.
func (s *Questions) answerArrived(ctx context.Context, all []arriving) ([]*supportv1.Question, error) {
	before := map[string]bool{}
	for _, a := range all {
		if a.earlier() {
			before[a.kept] = true
		}
	}
	known := map[string]domain.Question{}
	if len(before) > 0 {
		list, err := s.deliveredBefore(ctx, before)
		if err != nil {
			return nil, err
		}
		for _, q := range list {
			known[q.ID] = q
		}
	}
	answer := make([]*supportv1.Question, len(all))
	for i, a := range all {
		q := a.Question
		if a.earlier() {
			q = known[a.kept]
		}
		answer[i] = encodeQuestion(q)
	}
	return answer, nil
}

func (s *Questions) deliveredBefore(ctx context.Context, ids map[string]bool) ([]domain.Question, error) {
	var rows map[string]store.Question
	err := s.snapshot(ctx, func(st store.Store) (err error) {
		rows, err = st.QuestionsByID(ctx, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, err := s.openQuestions(ctx, slices.Collect(maps.Values(rows))...)
	if err != nil {
		return nil, err
	}
	return list, s.logApart(ctx, s.doneWith(ctx, "questions", list...))
}
