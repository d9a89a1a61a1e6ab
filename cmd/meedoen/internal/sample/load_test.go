package sample_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/stretchr/testify/require"
)

// meter is a Progress that keeps count.
type meter struct {
	mu                   sync.Mutex
	starts, total, added int
	done                 int
}

func (m *meter) Start(total int) { m.starts, m.total = m.starts+1, total }
func (m *meter) Done()           { m.done++ }
func (m *meter) Add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.added += n
}

// totals answers the visits of each programme as the store would count them.
func (s *store) totals() map[string]int {
	codes := map[string]string{}
	for _, p := range s.programmes {
		codes[p.GetId()] = p.GetCode()
	}
	sums := map[string]int{}
	for _, c := range s.headCounts {
		if !c.GetWithdrawn() {
			sums[codes[c.GetProgrammeId()]] += int(c.GetCount())
		}
	}
	return sums
}

func requireComplete(t *testing.T, s *store, y sample.Year) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Len(t, s.programmes, len(y.Programmes))
	require.Len(t, s.locations, len(y.Locations))
	require.Len(t, s.headCounts, len(y.HeadCounts)+len(y.SessionCounts))
	require.Len(t, s.corrections, len(y.Corrections))
	kept := map[string]int{}
	for noun, list := range s.records {
		kept[noun] = len(list)
	}
	require.Equal(t, map[string]int{
		"participant": len(y.Participants), "merge": len(y.Merges), "erasure": len(y.Erasures), "room": len(y.Rooms),
		"activity": len(y.Activities), "activity-publication": len(y.Activities),
		"session": len(y.Sessions), "cancellation": len(y.Cancellations),
		"attendance": len(y.Attendance), "withdrawal": len(y.Withdrawals),
		"contact": len(y.Contacts), "contact-correction": len(y.ContactCorrections), "initiative": len(y.Initiatives),
		"output": len(y.Outputs), "output-correction": len(y.OutputCorrections),
		"person": len(y.Helpers), "engagement": len(y.Engagements), "role": len(y.Roles), "assignment": len(y.Assignments),
		"hours": len(y.Hours), "debt-client": len(y.DebtClients), "trajectory": len(y.Trajectories),
		"resident": len(y.Residents), "question": len(y.Questions), "mediation": len(y.Mediations),
		"guidance": len(y.Guidance), "guidance-contact": len(y.GuidanceContacts),
	}, kept)
	want := map[string]int{}
	for _, c := range slices.Concat(corrected(y), y.SessionCounts) {
		want[c.Programme] += int(c.Count)
	}
	require.Equal(t, want, s.totals())
	require.True(t, s.published)
}

func TestLoadBringsTheWholeYear(t *testing.T) {
	s, y, m := newStore(), years()[1], &meter{}
	loaded, err := sample.Load(t.Context(), serve(t, s), y, m)
	require.NoError(t, err)
	requireComplete(t, s, y)
	require.False(t, loaded.Already)
	events := y.Size() + len(y.Merges) + len(y.Erasures)
	require.Equal(t, []string{fmt.Sprintf("activities:%d", events)}, loaded.Positions)
	require.Equal(t, &meter{starts: 1, total: y.Size(), added: y.Size(), done: 1}, m)
}

func TestSecondLoadSendsNothingAgain(t *testing.T) {
	for name, second := range map[string]uint64{"same seed": 1, "another seed": 2} {
		t.Run(name, func(t *testing.T) {
			s, y, m := newStore(), years()[1], &meter{}
			clients := serve(t, s)
			first, err := sample.Load(t.Context(), clients, y, &meter{})
			require.NoError(t, err)
			s.calls = map[string]int{}

			again, err := sample.Load(t.Context(), clients, sample.Generate(second), m)
			require.NoError(t, err)
			require.True(t, again.Already)
			require.Equal(t, first.Positions, again.Positions)
			requireComplete(t, s, y)
			require.Equal(t, map[string]int{
				"ListProgrammes": 1, "ListHeadCounts": 1, "CreateAccountPublication": 1, "GetPositions": 1,
				"SearchParticipants": len(y.Merges) + len(y.Erasures), // nobody is left to merge or erase
			}, s.calls)
			require.Equal(t, &meter{}, m)
		})
	}
}

// thin answers a tenth of a year, with all its corrections and its seal.
func thin(y sample.Year) sample.Year {
	fixed := map[int]int{}
	for i, c := range y.Corrections {
		fixed[c.HeadCount] = i
	}
	all := y.HeadCounts
	y.HeadCounts, y.Corrections = nil, slices.Clone(y.Corrections)
	for i, c := range all {
		fix, isFixed := fixed[i]
		if i%10 != 0 && !isFixed && c.Programme != "almereplusbeurs" {
			continue
		}
		if isFixed {
			y.Corrections[fix].HeadCount = len(y.HeadCounts)
		}
		y.HeadCounts = append(y.HeadCounts, c)
	}
	return thinner(y)
}

// thinner leaves out most people with all that is said of them, but none who was merged or erased.
func thinner(y sample.Year) sample.Year {
	stays, left, gone := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range y.Merges {
		stays[m.Participant], stays[m.Duplicate] = true, true
	}
	for _, e := range y.Erasures {
		stays[e.Participant] = true
	}
	for i, p := range y.Participants {
		if i%10 != 0 && !stays[p.RequestID] {
			left[p.RequestID] = true
		}
	}
	for _, a := range y.Attendance {
		if left[a.Participant] {
			gone[a.RequestID] = true
		}
	}
	y.Participants = slices.DeleteFunc(slices.Clone(y.Participants), func(p sample.Participant) bool {
		return left[p.RequestID]
	})
	y.Attendance = slices.DeleteFunc(slices.Clone(y.Attendance), func(a sample.Attendance) bool { return gone[a.RequestID] })
	y.Withdrawals = slices.DeleteFunc(slices.Clone(y.Withdrawals), func(w sample.Withdrawal) bool {
		return gone[w.Attendance]
	})
	return y
}

func TestInterruptedLoadIsResumed(t *testing.T) {
	y := thin(years()[1])
	lastBatch := len(y.HeadCounts)/1000 + 2 // after those of openings and of sessions comes the seal
	for _, c := range []struct {
		method string
		n      int
	}{
		{"ListProgrammes", 0},
		{"CreateProgramme", 0},
		{"CreateProgramme", 9},
		{"CreateLocation", 40},
		{"BatchCreateHeadCounts", 0},
		{"BatchCreateHeadCounts", 2},
		{"CreateHeadCountCorrection", 0},
		{"CreateHeadCountCorrection", 100},
		{"CreateContactCorrection", 3},
		{"BatchCreateOutputs", 0},
		{"CreateActivityPublication", 5},
		{"BatchCreateSessions", 1},
		{"CreateSessionCancellation", 7},
		{"BatchCreateParticipants", 0},
		{"CreateRole", 4},
		{"BatchCreatePeople", 0},
		{"BatchCreateAssignments", 0},
		{"BatchCreateHours", 2},
		{"BatchCreateClients", 1},
		{"BatchCreateTrajectories", 1},
		{"BatchCreateResidents", 0},
		{"BatchCreateMediations", 0},
		{"BatchCreateQuestions", 1},
		{"BatchCreateQuestions", len(y.Questions)/1000 + 1}, // the second delivery
		{"BatchCreateGuidanceTrajectories", 0},
		{"BatchCreateGuidanceContacts", 0},
		{"BatchCreateAttendance", 1},
		{"CreateAttendanceWithdrawal", 2},
		{"CreateParticipantMerge", 1},
		{"CreateParticipantErasure", 1},
		{"BatchCreateContacts", len(y.Contacts)/1000 + 1}, // the second delivery
		{"BatchCreateHeadCounts", lastBatch},
		{"CreateAccountPublication", 0},
		{"GetPositions", 0},
	} {
		t.Run(fmt.Sprintf("at %s %d", c.method, c.n), func(t *testing.T) {
			s, m := newStore(), &meter{}
			clients := serve(t, s)
			s.interruptAt(c.method, c.n)
			_, err := sample.Load(t.Context(), clients, y, m)
			require.ErrorContains(t, err, "Not now.")
			require.Equal(t, m.starts, m.done)

			s.interruptAt("", 0)
			loaded, err := sample.Load(t.Context(), clients, y, &meter{})
			require.NoError(t, err)
			require.NotEmpty(t, loaded.Positions)
			requireComplete(t, s, y)
		})
	}
}

func TestYearIsNotMixedWithOtherRecords(t *testing.T) {
	s := newStore()
	clients := serve(t, s)
	s.interruptAt("CreateHeadCountCorrection", 0)
	y := thin(years()[1])
	_, err := sample.Load(t.Context(), clients, y, &meter{})
	require.ErrorContains(t, err, "Not now.")
	s.interruptAt("", 0)

	_, err = sample.Load(t.Context(), clients, sample.Generate(2), &meter{})
	require.ErrorIs(t, err, sample.ErrOtherRecords)
	require.Len(t, s.programmes, len(y.Programmes))
	require.Len(t, s.locations, len(y.Locations))
	require.False(t, s.published)
}
