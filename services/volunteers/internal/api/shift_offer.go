package api

import (
	"cmp"
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// offered is an offer with the shift as it is now, and whose assignments are in it.
type offered struct {
	domain.ShiftOffer
	shift   domain.Shift
	place   string // of the shift, as people look for it
	giverID string // the person who offers; empty of a shift that nobody has
	takerID string // the person who took it
}

// people answers of whom an offer tells.
func (o offered) people() (list []string) {
	for _, id := range []string{o.giverID, o.takerID} {
		if id != "" {
			list = append(list, id)
		}
	}
	return list
}

// offeredShifts answers offers with their shifts, in their order.
func offeredShifts(ctx context.Context, st store.Store, offers []domain.ShiftOffer) ([]offered, error) {
	shiftIDs, assignmentIDs := map[string]bool{}, map[string]bool{}
	for _, o := range offers {
		shiftIDs[o.ShiftID], assignmentIDs[o.AssignmentID], assignmentIDs[o.TakenBy] = true, true, true
	}
	shifts, err := st.ShiftsByID(ctx, shiftIDs)
	if err != nil {
		return nil, err
	}
	work, err := st.WorkByID(ctx, assignmentIDs)
	if err != nil {
		return nil, err
	}
	locations := map[string]bool{}
	for _, sh := range shifts {
		locations[sh.LocationID] = true
	}
	names, err := st.LocationNames(ctx, locations)
	list := make([]offered, len(offers))
	for i, o := range offers {
		sh := shifts[o.ShiftID]
		list[i] = offered{
			o, sh, cmp.Or(sh.Place, names[sh.LocationID]), work[o.AssignmentID].PersonID, work[o.TakenBy].PersonID,
		}
	}
	return list, err
}

// seenOffer answers an offer that the caller may see. It is read after its shift, too: who takes an offer changes both, and what
// was taken is told as that, not as a shift that somebody else has now. Error: NOT_FOUND (SHIFT_OFFER_NOT_FOUND).
func (d Deps) seenOffer(ctx context.Context, st store.Store, who own, id string) (offered, error) {
	found, err := st.ShiftOffers(ctx, "", store.ShiftOfferFilter{ID: id, PersonID: who.personID}, d.now(), 1)
	if err != nil {
		return offered{}, err
	}
	if len(found) == 0 {
		return offered{}, noOffer()
	}
	list, err := offeredShifts(ctx, st, found)
	if err != nil {
		return offered{}, err
	}
	list[0].ShiftOffer, err = st.ShiftOffer(ctx, id)
	return list[0], err
}

// ownOffer answers an offer that is the caller's to decide on. Error as of seenOffer.
func (d Deps) ownOffer(ctx context.Context, tx *sql.Tx, who own, id string) (offered, error) {
	o, err := d.seenOffer(ctx, store.In(tx), who, id)
	if err == nil && !who.sees(o.giverID) {
		err = noOffer()
	}
	return o, err
}

func noOffer() error {
	return fault.New(fault.NotFound, "SHIFT_OFFER_NOT_FOUND", "There is no offer with this id.")
}

// encodeOffer answers an offer as the caller may see it: who works for the organisation is nothing to a volunteer.
func (d Deps) encodeOffer(who own, o offered) *volunteersv1.ShiftOffer {
	m := &volunteersv1.ShiftOffer{
		Id: o.ID, ShiftId: o.ShiftID, Swap: o.Kind == domain.OfferSwap,
		Kind:  enums.Value[volunteersv1.ShiftOfferKind](string(o.Kind)),
		State: enums.Value[volunteersv1.ShiftOfferState](string(o.StateAt(o.shift, d.now()))), RoleId: o.shift.RoleID,
		AssignmentId: o.AssignmentID, TakenBy: o.TakenBy, StartTime: timestamppb.New(o.shift.Start),
		EndTime: timestamppb.New(o.shift.End), Place: o.place, Etag: resource.Etag(o.Version),
		CreateTime: timestamppb.New(o.Created), UpdateTime: timestamppb.New(o.Updated),
	}
	if who.everybody {
		m.Recorder = o.Recorder
	}
	return m
}

// encodeResponse answers an answer to an offer as the caller may see it.
func encodeResponse(who own, r domain.ShiftOfferResponse) *volunteersv1.ShiftOfferResponse {
	m := &volunteersv1.ShiftOfferResponse{
		Id: r.ID, OfferId: r.OfferID, AssignmentId: r.AssignmentID, ReturnShiftId: r.ReturnShiftID,
		State:           enums.Value[volunteersv1.ShiftOfferResponseState](string(r.State)),
		ReturnStartTime: resource.OptionalTime(r.ReturnAt.Start), ReturnEndTime: resource.OptionalTime(r.ReturnAt.End),
		Etag: resource.Etag(r.Version), CreateTime: timestamppb.New(r.Created), UpdateTime: timestamppb.New(r.Updated),
	}
	if who.everybody {
		m.Recorder = r.Recorder
	}
	return m
}
