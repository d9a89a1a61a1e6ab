package api

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreateShiftOfferResponse answers an offer: what is asked nothing in return for changes hands at once.
func (s *ShiftOffers) CreateShiftOfferResponse(
	ctx context.Context, req *volunteersv1.CreateShiftOfferResponseRequest,
) (*volunteersv1.ShiftOfferResponse, error) {
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	var r domain.ShiftOfferResponse
	err = resource.Again(func() (err error) {
		r, err = s.respond(ctx, who, req)
		return err
	})
	if err != nil {
		return nil, err
	}
	return encodeResponse(who, r), nil
}

func (s *ShiftOffers) respond(
	ctx context.Context, who own, req *volunteersv1.CreateShiftOfferResponseRequest,
) (domain.ShiftOfferResponse, error) {
	m := req.GetResponse()
	workers, err := s.shiftWorkers(ctx, map[string]bool{m.GetAssignmentId(): true})
	if err != nil {
		return domain.ShiftOfferResponse{}, err
	}
	if !who.sees(workers[m.GetAssignmentId()].personID) {
		return domain.ShiftOfferResponse{}, fault.New(fault.NotFound, "ASSIGNMENT_NOT_FOUND", "There is no assignment with this id.")
	}
	made := resource.Making(s.Clock.Now())
	in := responding{who: who, workers: workers, by: who.recorder(ctx), now: made.Now}
	in.override, in.broken = mayOverride(ctx, "overlap_override", m.GetOverlapOverride())
	load := func(ctx context.Context, tx *sql.Tx, id string) (domain.ShiftOfferResponse, error) {
		a, err := s.answered(ctx, store.In(tx), who, id, answered.answerer)
		if err != nil {
			return a.ShiftOfferResponse, err
		}
		return a.ShiftOfferResponse, processinglog.Append(ctx, tx, made.Now, s.about(ctx, offerFields, a.people()...))
	}
	request := resource.RequestOf(who.scope("CreateShiftOfferResponse/"+req.GetOfferId()), req.GetRequestId(), m)
	return resource.Create(ctx, s.DB, made, request, load,
		func(ctx context.Context, tx *sql.Tx) (domain.ShiftOfferResponse, error) {
			r := domain.ShiftOfferResponse{
				ID: made.ID, OfferID: req.GetOfferId(), AssignmentID: m.GetAssignmentId(), ReturnShiftID: m.GetReturnShiftId(),
				State: domain.ResponsePending, Recorder: in.by, Version: 1, Created: made.Now, Updated: made.Now,
			}
			if err := s.answer(ctx, tx, in, r); err != nil {
				return r, err
			}
			return load(ctx, tx, r.ID)
		})
}

// responding is what an answer is given with.
type responding struct {
	who      own
	workers  map[string]shiftWorker // who answers, opened before the transaction
	override *domain.Override
	broken   []fault.Field // what is known to be wrong already
	by       string
	now      time.Time
}

// answer checks an answer and keeps it.
func (s *ShiftOffers) answer(ctx context.Context, tx *sql.Tx, in responding, r domain.ShiftOfferResponse) error {
	o, err := s.answerable(ctx, store.In(tx), in.who, r)
	if err != nil {
		return err
	}
	if err := o.Stands(o.shift, in.now); err != nil {
		return err
	}
	returned, err := s.returned(ctx, tx, in.who, r.ReturnShiftID)
	if err != nil {
		return err
	}
	broken := r.Check(o.ShiftOffer, o.shift, returned, in.workers[r.AssignmentID].personID, in.now)
	list := []giving{{shift: o.shift, assignmentID: r.AssignmentID, override: in.override}}
	if returned != nil && len(broken) == 0 { // who answers would have given it up
		list = append(list, giving{shift: *returned})
		r.ReturnAt = returned.Period
	}
	if o.Kind == domain.OfferSwap && in.override != nil {
		broken = append(broken, fault.Field{
			Path: "overlap_override", Reason: "OVERRIDE_UNEXPECTED", Text: "Who accepts the answer says why shifts may overlap.",
		})
	}
	given, inTheWay, err := s.weighGiving(ctx, tx, in.workers, in.by, in.now, list...)
	if err != nil {
		return err
	}
	if err := fault.Violations(slices.Concat(in.broken, broken, inTheWay)); err != nil {
		return fault.At("response", err)
	}
	r.At = o.shift.Period
	if o.Kind == domain.OfferSwap {
		return s.wait(ctx, tx, o, r)
	}
	if err := lockGiven(ctx, tx, given); err != nil {
		return err
	}
	r.State = domain.ResponseAccepted // nobody has to agree
	if err := store.In(tx).InsertShiftOfferResponse(ctx, r); err != nil {
		return err
	}
	return s.handOver(ctx, tx, o, r, given)
}

// answerable answers an offer that the caller may answer. Also of one that is gone, whoever has an assignment to its role hears
// what became of it. Error as of seenOffer.
func (s *ShiftOffers) answerable(
	ctx context.Context, st store.Store, who own, r domain.ShiftOfferResponse,
) (offered, error) {
	o, err := s.seenOffer(ctx, st, own{everybody: true}, r.OfferID)
	if err != nil || who.everybody {
		return o, err
	}
	work, err := st.WorkByID(ctx, map[string]bool{r.AssignmentID: true})
	if err != nil || work[r.AssignmentID].RoleID == o.shift.RoleID {
		return o, err
	}
	return s.seenOffer(ctx, st, who, r.OfferID)
}

// returned answers the shift that is given in return, nil where there is none that the caller may know of.
func (s *ShiftOffers) returned(ctx context.Context, tx *sql.Tx, who own, id string) (*domain.Shift, error) {
	shifts, err := store.In(tx).ShiftsByID(ctx, map[string]bool{id: true})
	if found := resource.Found(shifts, id); found != nil && who.sees(found.PersonID) {
		return found, err
	}
	return nil, err
}

// wait keeps an answer that waits for who offered. The offer is locked, so that nobody withdraws it without declining this.
func (s *ShiftOffers) wait(ctx context.Context, tx *sql.Tx, o offered, r domain.ShiftOfferResponse) error {
	locked, err := store.In(tx).LockShiftOffer(ctx, o.ID)
	if err != nil {
		return err
	}
	if locked.Version != o.Version {
		return resource.ErrOvertaken
	}
	return store.In(tx).InsertShiftOfferResponse(ctx, r)
}

// ListShiftOfferResponses lists the answers to an offer, oldest first.
func (s *ShiftOffers) ListShiftOfferResponses(
	ctx context.Context, req *volunteersv1.ListShiftOfferResponsesRequest,
) (*volunteersv1.ListShiftOfferResponsesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	size, answer, people := pages.Size(req.GetPageSize()), &volunteersv1.ListShiftOfferResponsesResponse{}, []string(nil)
	err = s.snapshot(ctx, func(st store.Store) error {
		if _, err := s.seenOffer(ctx, st, who, req.GetOfferId()); err != nil {
			return err
		}
		list, err := st.ShiftOfferResponses(ctx, req.GetOfferId(), after, who.personID, size+1)
		if err != nil {
			return err
		}
		list, answer.NextPageToken = pages.Cut(req, list, size, func(r domain.ShiftOfferResponse) string { return r.ID })
		assignmentIDs := map[string]bool{}
		for _, r := range list {
			answer.Responses = append(answer.Responses, encodeResponse(who, r))
			assignmentIDs[r.AssignmentID] = true
		}
		people, err = workersOfAssignments(ctx, st, assignmentIDs)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, s.logRead(ctx, offerFields, people...)
}

// workersOfAssignments answers whose assignments these are.
func workersOfAssignments(ctx context.Context, st store.Store, ids map[string]bool) (people []string, err error) {
	work, err := st.WorkByID(ctx, ids)
	for _, w := range work {
		people = append(people, w.PersonID)
	}
	return people, err
}

// mayOverride reads why shifts may overlap, and answers what is wrong with that: only a coordinator says so, and why.
func mayOverride(ctx context.Context, path string, m *volunteersv1.ShiftOverride) (*domain.Override, []fault.Field) {
	switch {
	case m == nil:
		return nil, nil
	case !seesEverybody(ctx):
		return nil, []fault.Field{{
			Path: path, Reason: "OVERRIDE_NOT_ALLOWED", Text: "Only a coordinator has shifts overlap.",
		}}
	case m.GetReason() == "":
		return nil, []fault.Field{{
			Path: path + ".reason", Reason: "OVERRIDE_WITHOUT_REASON", Text: "Say why the shifts may overlap.",
		}}
	}
	return &domain.Override{Reason: m.GetReason()}, nil
}
