package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// offerFields is the class of data in the processing log: who offers which shift, and who would take it.
const offerFields = "shift offer"

// ShiftOffers answers ShiftOfferService. No event speaks of an offer: what comes of one is told of the shift.
type ShiftOffers struct {
	volunteersv1.UnimplementedShiftOfferServiceServer
	Deps
}

// CreateShiftOffer offers a shift.
func (s *ShiftOffers) CreateShiftOffer(
	ctx context.Context, req *volunteersv1.CreateShiftOfferRequest,
) (*volunteersv1.ShiftOffer, error) {
	m := req.GetOffer()
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	load := func(ctx context.Context, tx *sql.Tx, id string) (offered, error) {
		o, err := s.ownOffer(ctx, tx, who, id)
		if err != nil {
			return o, err
		}
		return o, processinglog.Append(ctx, tx, made.Now, s.about(ctx, offerFields, o.people()...))
	}
	o, err := resource.Create(ctx, s.DB, made, resource.RequestOf(who.scope("CreateShiftOffer"), req.GetRequestId(), m), load,
		func(ctx context.Context, tx *sql.Tx) (offered, error) {
			shift, err := store.In(tx).LockShift(ctx, m.GetShiftId())
			if err != nil {
				return offered{}, err
			}
			if !who.sees(shift.PersonID) {
				return offered{}, fault.New(fault.NotFound, "SHIFT_NOT_FOUND", "There is no shift with this id.")
			}
			o, err := shift.Offer(m.GetSwap(), made.Now)
			if err != nil {
				return offered{}, fault.At("offer", err)
			}
			o.ID, o.Recorder, o.Version, o.Created, o.Updated = made.ID, who.recorder(ctx), 1, made.Now, made.Now
			if err := store.In(tx).InsertShiftOffer(ctx, o); err != nil {
				return offered{}, err
			}
			return load(ctx, tx, o.ID)
		})
	if err != nil {
		return nil, err
	}
	return s.encodeOffer(who, o), nil
}

// GetShiftOffer answers one offer.
func (s *ShiftOffers) GetShiftOffer(
	ctx context.Context, req *volunteersv1.GetShiftOfferRequest,
) (*volunteersv1.ShiftOffer, error) {
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	var o offered
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		o, err = s.seenOffer(ctx, st, who, req.GetId())
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.encodeOffer(who, o), s.logRead(ctx, offerFields, o.people()...)
}

// ListShiftOffers lists offers, oldest first.
func (s *ShiftOffers) ListShiftOffers(
	ctx context.Context, req *volunteersv1.ListShiftOffersRequest,
) (*volunteersv1.ListShiftOffersResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	size, answer, people := pages.Size(req.GetPageSize()), &volunteersv1.ListShiftOffersResponse{}, []string(nil)
	err = s.snapshot(ctx, func(st store.Store) error {
		found, err := st.ShiftOffers(ctx, after, store.ShiftOfferFilter{
			RoleID: req.GetRoleId(), ShiftID: req.GetShiftId(), State: enums.Text(req.GetState()), PersonID: who.personID,
		}, s.now(), size+1)
		if err != nil {
			return err
		}
		found, answer.NextPageToken = pages.Cut(req, found, size, func(o domain.ShiftOffer) string { return o.ID })
		list, err := offeredShifts(ctx, st, found)
		for _, o := range list {
			answer.Offers, people = append(answer.Offers, s.encodeOffer(who, o)), append(people, o.people()...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, s.logRead(ctx, offerFields, people...)
}

// CreateShiftOfferWithdrawal withdraws an offer, and declines who answered it.
func (s *ShiftOffers) CreateShiftOfferWithdrawal(
	ctx context.Context, req *volunteersv1.CreateShiftOfferWithdrawalRequest,
) (*volunteersv1.ShiftOffer, error) {
	m := req.GetWithdrawal()
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	asItIs := func(ctx context.Context, tx *sql.Tx, _ string) (offered, error) {
		o, err := s.ownOffer(ctx, tx, who, req.GetOfferId())
		if err != nil {
			return o, err
		}
		return o, processinglog.Append(ctx, tx, made.Now, s.about(ctx, offerFields, o.people()...))
	}
	o, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf(who.scope("CreateShiftOfferWithdrawal/"+req.GetOfferId()), req.GetRequestId(), m), asItIs,
		func(ctx context.Context, tx *sql.Tx) (offered, error) {
			o, err := asItIs(ctx, tx, "")
			if err != nil {
				return o, err
			}
			if err := resource.MatchEtag(m.GetEtag(), o.Version); err != nil {
				return o, err
			}
			if err := o.Withdraw(o.shift, made.Now); err != nil {
				return o, err
			}
			return o, store.In(tx).UpdateShiftOffer(ctx, o.ShiftOffer)
		})
	if err != nil {
		return nil, err
	}
	return s.encodeOffer(who, o), nil
}
