package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// shiftDay is the date of the shifts of the tests.
func shiftDay() civil.Date { return civil.DateOf(noon().AddDate(0, 0, 1)) }

// takes is what is known of somebody whom nothing stands in the way, but for the shifts that the person has.
func takes(personID string) domain.Shifting {
	work := domain.Work{PersonID: personID}
	work.ID, work.RoleID, work.State, work.Start = "of-"+personID, "coach", domain.Working, shiftDay().AddDays(-100)
	return domain.Shifting{
		Now: noon(), Zone: time.UTC, Role: &domain.Role{ID: "coach", Start: shiftDay().AddDays(-500)}, Work: &work,
		Engagement: &domain.Engagement{PersonID: personID, State: domain.Engaged, StateDate: shiftDay().AddDays(-200)},
	}
}

// tomorrow gives a shift its date, and a time in hours after noon.
func tomorrow(s domain.Shift, from, to int) domain.Shift {
	s.Period, s.Date = inHours(from, to), shiftDay()
	return s
}

func TestSwapIsHeldAgainstWhatEachHasWhenTheOwnShiftIsGone(t *testing.T) {
	for name, c := range map[string]struct {
		offered, returned domain.Shift   // of bea and of cem
		bea, cem          []domain.Shift // what else each has
		change            func(taker, giver *domain.Shifting)
		taker, giver      []string // what stands in the way of cem and of bea
	}{
		"apart":          {offered: tomorrow(shiftOf("a", "bea"), 24, 26), returned: tomorrow(shiftOf("r", "cem"), 30, 32)},
		"at one time":    {offered: tomorrow(shiftOf("a", "bea"), 24, 26), returned: tomorrow(shiftOf("r", "cem"), 24, 26)},
		"within another": {offered: tomorrow(shiftOf("a", "bea"), 24, 28), returned: tomorrow(shiftOf("r", "cem"), 25, 26)},
		"who answered is elsewhere": {
			offered: tomorrow(shiftOf("a", "bea"), 24, 26), returned: tomorrow(shiftOf("r", "cem"), 30, 32),
			cem: []domain.Shift{tomorrow(shiftOf("c", "cem"), 25, 27)}, taker: []string{"assignment_id OVERLAP"},
		},
		"who offered is elsewhere": {
			offered: tomorrow(shiftOf("a", "bea"), 24, 26), returned: tomorrow(shiftOf("r", "cem"), 30, 32),
			bea: []domain.Shift{tomorrow(shiftOf("b", "bea"), 31, 33)}, giver: []string{"assignment_id OVERLAP"},
		},
		"neither can": {
			offered: tomorrow(shiftOf("a", "bea"), 24, 26), returned: tomorrow(shiftOf("r", "cem"), 30, 32),
			bea: []domain.Shift{tomorrow(shiftOf("b", "bea"), 31, 33)}, cem: []domain.Shift{tomorrow(shiftOf("c", "cem"), 25, 27)},
			change: func(taker, giver *domain.Shifting) {
				taker.Engagement.State, giver.Work.State = domain.Paused, domain.Ended
				giver.Work.End = shiftDay().AddDays(-1)
			},
			taker: []string{"assignment_id ENGAGEMENT_NOT_ACTIVE", "assignment_id OVERLAP"},
			giver: []string{"assignment_id ASSIGNMENT_NOT_ACTIVE", "assignment_id OVERLAP"},
		},
	} {
		taker, giver := takes("cem"), takes("bea")
		if c.change != nil {
			c.change(&taker, &giver)
		}
		roster := domain.Roster{"bea": append(c.bea, c.offered), "cem": append(c.cem, c.returned)}
		given := swapped(c.offered, c.returned)
		broken := roster.Exchange(given, func(i int) domain.Shifting { return []domain.Shifting{taker, giver}[i] })
		require.Equal(t, c.taker, reasonsOf(broken[0]), name)
		require.Equal(t, c.giver, reasonsOf(broken[1]), name)
		if c.taker == nil && c.giver == nil {
			require.Contains(t, roster["cem"], given[0], name)
			require.Contains(t, roster["bea"], given[1], name)
			require.Len(t, roster["cem"], 1+len(c.cem), name)
			require.Len(t, roster["bea"], 1+len(c.bea), name)
		}
	}
}

// swapped answers two shifts, each of who has the other.
func swapped(a, b domain.Shift) []domain.Shift {
	a.AssignmentID, a.PersonID, b.AssignmentID, b.PersonID = b.AssignmentID, b.PersonID, a.AssignmentID, a.PersonID
	return []domain.Shift{a, b}
}

func TestPlannedShiftIsInTheWayOfTheNext(t *testing.T) {
	roster, first, next := domain.Roster{}, tomorrow(shiftOf("a", "bea"), 24, 26), tomorrow(shiftOf("b", "bea"), 25, 27)
	require.Empty(t, roster.Check(&first, takes("bea")))
	require.Equal(t, []string{"assignment_id OVERLAP"}, reasonsOf(roster.Check(&next, takes("bea"))))
	next.Period = inHours(26, 28)
	require.Empty(t, roster.Check(&next, takes("bea")))
	roster.Release(first)
	first.Period = inHours(22, 25)
	require.Empty(t, roster.Check(&first, takes("bea")), "it is not in its own way")
	require.Len(t, roster["bea"], 2)
}
