package domain_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// exchange is who has which shifts, and what is offered and answered. What is kept is kept as the service does.
type exchange struct {
	people  []string
	shifts  []domain.Shift
	offers  []domain.ShiftOffer
	answers []domain.ShiftOfferResponse
}

// give answers shifts that change hands as they are then, and whether nothing stands in the way.
func (w *exchange) give(given ...domain.Shift) ([]domain.Shift, bool) {
	roster := domain.Roster{}
	for _, who := range w.people {
		roster[who] = w.has(who)
	}
	for _, broken := range roster.Exchange(given, func(i int) domain.Shifting { return takes(given[i].PersonID) }) {
		if len(broken) > 0 {
			return given, false
		}
	}
	return given, true
}

// has answers the shifts of a person.
func (w *exchange) has(personID string) (list []domain.Shift) {
	for _, s := range w.shifts {
		if s.PersonID == personID {
			list = append(list, s)
		}
	}
	return list
}

func (w *exchange) shift(id string) *domain.Shift {
	for i := range w.shifts {
		if w.shifts[i].ID == id {
			return &w.shifts[i]
		}
	}
	return nil
}

func pick[V any](t *rapid.T, list []V) *V {
	return &list[rapid.IntRange(0, len(list)-1).Draw(t, "which")]
}

func (w *exchange) offer(t *rapid.T) {
	s := pick(t, w.shifts)
	o, err := s.Offer(rapid.IntRange(0, 2).Draw(t, "swap") > 0, noon())
	for _, other := range w.offers {
		if err != nil || other.ShiftID == s.ID && other.State == domain.OfferOpen {
			return
		}
	}
	if err == nil {
		o.ID, o.Version = fmt.Sprint(len(w.offers)), 1
		w.offers = append(w.offers, o)
	}
}

// answer has somebody answer an offer; where there is none, one is made first, so that each step does something.
func (w *exchange) answer(t *rapid.T) {
	if len(w.offers) == 0 {
		w.offer(t)
		return
	}
	o, who := pick(t, w.offers), *pick(t, w.people)
	s := w.shift(o.ShiftID)
	r := domain.ShiftOfferResponse{OfferID: o.ID, AssignmentID: "of-" + who, State: domain.ResponsePending, At: s.Period, Version: 1}
	var returned *domain.Shift
	if o.Kind == domain.OfferSwap {
		returned = w.shift(pick(t, append(w.has(who), w.shifts[0])).ID) // mostly one of the own
		r.ReturnShiftID, r.ReturnAt = returned.ID, returned.Period
	}
	taken := *s
	taken.AssignmentID, taken.PersonID = r.AssignmentID, who
	list := []domain.Shift{taken}
	if returned != nil { // who answers would have given it up
		gone := *returned
		gone.AssignmentID, gone.PersonID = "", ""
		list = append(list, gone)
	}
	if o.Stands(*s, noon()) != nil || r.Check(*o, *s, returned, who, noon()) != nil {
		return
	}
	given, can := w.give(list...)
	if !can {
		return
	}
	if o.Kind != domain.OfferSwap {
		require.NoError(t, o.TakeBy(r.AssignmentID, *s, noon()))
		require.NoError(t, r.Step(domain.AcceptResponse, noon()))
		*s = given[0]
	}
	w.answers = append(w.answers, r)
}

// accept accepts an answer that waits; where none does, an offer is answered.
func (w *exchange) accept(t *rapid.T) {
	var waiting []*domain.ShiftOfferResponse
	for i := range w.answers {
		if w.answers[i].State == domain.ResponsePending {
			waiting = append(waiting, &w.answers[i])
		}
	}
	if len(waiting) == 0 {
		w.answer(t)
		return
	}
	r := *pick(t, waiting)
	for i := range w.offers {
		o := &w.offers[i]
		if o.ID != r.OfferID || o.Kind != domain.OfferSwap {
			continue
		}
		offered, returned := w.shift(o.ShiftID), w.shift(r.ReturnShiftID)
		taken, accepted := *o, *r
		if accepted.Step(domain.AcceptResponse, noon()) != nil || taken.TakeBy(r.AssignmentID, *offered, noon()) != nil ||
			r.Stands(*offered, *returned, noon()) != nil {
			return
		}
		if given, can := w.give(swapped(*offered, *returned)...); can {
			*offered, *returned, *o, *r = given[0], given[1], taken, accepted
		}
	}
}

// change is what a coordinator does meanwhile: the offers of the shift stay, to see that nothing comes of them.
func (w *exchange) change(t *rapid.T) {
	s := pick(t, w.shifts)
	moved := *s
	moved.Period = inHours(24+rapid.IntRange(0, 12).Draw(t, "later"), 38)
	if len(moved.InTheWay(w.has(s.PersonID))) == 0 {
		*s = moved
	}
}

func TestWhateverIsOfferedAndAnsweredNobodyIsInTwoPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &exchange{people: []string{"bea", "cem", "dirk", "eva"}}
		for i := range rapid.IntRange(4, 12).Draw(t, "shifts") {
			from := 24 + rapid.IntRange(0, 10).Draw(t, "from")
			s := tomorrow(shiftOf(fmt.Sprint(i), rapid.SampledFrom(append(w.people, "")).Draw(t, "of")), from, from+rapid.IntRange(1, 4).Draw(t, "long"))
			if len(s.InTheWay(w.has(s.PersonID))) == 0 {
				w.shifts = append(w.shifts, s)
			}
		}
		planned := len(w.shifts)
		had := map[string]int{}
		for _, who := range w.people {
			had[who] = len(w.has(who))
		}
		t.Repeat(map[string]func(*rapid.T){
			"offer": w.offer, "answer": w.answer, "accept": w.accept, "change": w.change,
			"": func(t *rapid.T) {
				require.Len(t, w.shifts, planned, "no shift comes or goes")
				for _, s := range w.shifts {
					require.Equal(t, s.AssignmentID == "", s.PersonID == "", "a shift is of nobody or of somebody with an assignment")
					require.Empty(t, s.InTheWay(w.has(s.PersonID)), "%s has two shifts at one time", s.PersonID)
				}
				accepted := map[string]int{}
				for _, r := range w.answers {
					if r.State == domain.ResponseAccepted {
						accepted[r.OfferID]++
					}
				}
				for _, o := range w.offers {
					require.Equal(t, o.State == domain.OfferTaken, accepted[o.ID] == 1, "who takes an offer is one")
				}
				taken, given := map[string]int{}, map[string]int{}
				for _, o := range w.offers {
					if o.State == domain.OfferTaken && o.Kind != domain.OfferSwap {
						taken[o.TakenBy]++
						given[o.AssignmentID]++
					}
				}
				for _, who := range w.people {
					require.Len(t, w.has(who), had[who]+taken["of-"+who]-given["of-"+who], "a swap leaves everybody as many shifts")
				}
			},
		})
	})
}
