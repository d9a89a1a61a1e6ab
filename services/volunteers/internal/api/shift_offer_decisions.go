package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreateShiftOfferResponseRefusal declines an answer to an offer, which stays open.
func (s *ShiftOffers) CreateShiftOfferResponseRefusal(
	ctx context.Context, req *volunteersv1.CreateShiftOfferResponseRefusalRequest,
) (*volunteersv1.ShiftOfferResponse, error) {
	m := req.GetRefusal()
	return s.decide(ctx, responseDecision{
		req.GetResponseId(), req.GetRequestId(), m.GetEtag(), domain.DeclineResponse, m, answered.giver,
	})
}

// CreateShiftOfferResponseWithdrawal withdraws an answer to an offer.
func (s *ShiftOffers) CreateShiftOfferResponseWithdrawal(
	ctx context.Context, req *volunteersv1.CreateShiftOfferResponseWithdrawalRequest,
) (*volunteersv1.ShiftOfferResponse, error) {
	m := req.GetWithdrawal()
	return s.decide(ctx, responseDecision{
		req.GetResponseId(), req.GetRequestId(), m.GetEtag(), domain.WithdrawResponse, m, answered.answerer,
	})
}

// responseDecision is what a request decides about an answer, and whose that is to decide.
type responseDecision struct {
	responseID, requestID, etag string
	step                        domain.ShiftOfferResponseStep
	content                     proto.Message
	decider                     func(answered) string
}

// decide decides on one answer, and answers it. No shift changes hands by that.
func (s *ShiftOffers) decide(ctx context.Context, d responseDecision) (*volunteersv1.ShiftOfferResponse, error) {
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	asItIs := func(ctx context.Context, tx *sql.Tx, _ string) (answered, error) {
		a, err := s.answered(ctx, store.In(tx), who, d.responseID, d.decider)
		if err != nil {
			return a, err
		}
		return a, processinglog.Append(ctx, tx, made.Now, s.about(ctx, offerFields, a.people()...))
	}
	a, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf(who.scope("DecideShiftOfferResponse/"+string(d.step)+"/"+d.responseID), d.requestID, d.content), asItIs,
		func(ctx context.Context, tx *sql.Tx) (answered, error) {
			a, err := asItIs(ctx, tx, "")
			if err != nil {
				return a, err
			}
			if err := resource.MatchEtag(d.etag, a.Version); err != nil {
				return a, err
			}
			if err := a.Step(d.step, made.Now); err != nil {
				return a, err
			}
			return a, store.In(tx).UpdateShiftOfferResponse(ctx, a.ShiftOfferResponse)
		})
	if err != nil {
		return nil, err
	}
	return encodeResponse(who, a.ShiftOfferResponse), nil
}

// answered is an answer with the offer that it is to, and who gave it.
type answered struct {
	domain.ShiftOfferResponse
	offer    offered
	personID string
}

func (a answered) giver() string    { return a.offer.giverID }
func (a answered) answerer() string { return a.personID }

// people answers of whom an answer tells.
func (a answered) people() []string { return append(a.offer.people(), a.personID) }

// answered answers an answer that is the caller's to decide on, as decider says whose it is. It is read after its offer, as that
// is after the shift. Error: NOT_FOUND (SHIFT_OFFER_RESPONSE_NOT_FOUND).
func (d Deps) answered(
	ctx context.Context, st store.Store, who own, id string, decider func(answered) string,
) (a answered, err error) {
	if a.ShiftOfferResponse, err = st.ShiftOfferResponse(ctx, id); err != nil {
		return a, err
	}
	if a.offer, err = d.seenOffer(ctx, st, own{everybody: true}, a.OfferID); err != nil {
		return a, err
	}
	if a.ShiftOfferResponse, err = st.ShiftOfferResponse(ctx, id); err != nil {
		return a, err
	}
	work, err := st.WorkByID(ctx, map[string]bool{a.AssignmentID: true})
	a.personID = work[a.AssignmentID].PersonID
	if err == nil && !who.sees(decider(a)) {
		err = fault.New(fault.NotFound, "SHIFT_OFFER_RESPONSE_NOT_FOUND", "There is no answer to an offer with this id.")
	}
	return a, err
}
