package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// betweenColleagues is why a shift may overlap. A volunteer is not shown it with the shift; an export tells all that is kept.
const betweenColleagues = "er is niemand anders"

// keptOffers is what somebody and a colleague offer each other, by its id.
type keptOffers struct {
	swapped    string // a shift of the person
	offer      string // of that shift, to swap
	refusable  string // an answer of the colleague to it
	acceptable string // another, to another offer of the person
	given      string // an answer of the person to an offer of the colleague, to swap
	wanted     string // an offer of the colleague that nobody answered
}

func (k keptOffers) ids() []string {
	return []string{k.swapped, k.offer, k.refusable, k.acceptable, k.given, k.wanted}
}

// offersOf has somebody and a colleague have shifts, and offer them. It answers one that the person does not offer, too.
func (r *rig) offersOf(t testing.TB, w worker) (shift string, k keptOffers) {
	t.Helper()
	o := office{role: w.role, bea: colleague{person: w.person, engagement: w.engagement, assignment: w.assignment}}
	o.cem = r.aColleague(t, o.role)
	ctx, because := r.coordinator(t), func(s *domain.Shift) { s.Override = betweenColleagues }
	shift = r.hasShift(t, o, o.bea, 8, 9, because).ID
	answered := func(by colleague, offer *volunteersv1.ShiftOffer, returned domain.Shift) string {
		a, err := r.answer(ctx, offer.GetId(), by, inReturn(returned))
		require.NoError(t, err)
		return a.GetId()
	}
	swapped := r.hasShift(t, o, o.bea, 9, 10)
	first := r.mustOffer(ctx, t, swapped, true)
	k.swapped = swapped.ID
	k.offer, k.refusable = first.GetId(), answered(o.cem, first, r.hasShift(t, o, o.cem, 12, 13))
	k.acceptable = answered(o.cem, r.mustOffer(ctx, t, r.hasShift(t, o, o.bea, 10, 11), true), r.hasShift(t, o, o.cem, 11, 12))
	k.given = answered(o.bea, r.mustOffer(ctx, t, r.hasShift(t, o, o.cem, 14, 15), true), r.hasShift(t, o, o.bea, 15, 16))
	k.wanted = r.mustOffer(ctx, t, r.hasShift(t, o, o.cem, 13, 14), false).GetId()
	return shift, k
}
