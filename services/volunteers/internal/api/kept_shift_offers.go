package api

import (
	"context"
	"database/sql"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// exportShiftOffers answers what a person offered, and what the person answered to what others offer.
func (d Deps) exportShiftOffers(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	offers, err := in.ShiftOffersOfPerson(ctx, who.ID)
	if err != nil {
		return err
	}
	for _, o := range offers {
		shift, err := in.Shift(ctx, o.ShiftID)
		if err != nil {
			return err
		}
		to.ShiftOffers = append(to.ShiftOffers, d.encodeOffer(own{}, offered{ShiftOffer: o, shift: shift, place: shift.Place}))
	}
	responses, err := in.ShiftOfferResponsesOfPerson(ctx, who.ID)
	for _, r := range responses {
		to.ShiftOfferResponses = append(to.ShiftOfferResponses, encodeResponse(own{}, r))
	}
	return err
}

// dropShiftOffers withdraws what a person who is erased offers, and what the person answered and waits. What was agreed stays:
// the shift changed hands, and nothing in it tells of the person.
func (d Deps) dropShiftOffers(ctx context.Context, tx *sql.Tx, personID, _ string) error {
	in := store.In(tx)
	offers, err := in.ShiftOffersOfPerson(ctx, personID)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.State != domain.OfferOpen {
			continue
		}
		o.State, o.Version, o.Updated = domain.OfferWithdrawn, o.Version+1, d.now()
		if err := in.UpdateShiftOffer(ctx, o); err != nil {
			return err
		}
	}
	return in.WithdrawShiftOfferResponses(ctx, personID, d.now())
}
