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
	require.Equal(t, string(sample.Catalogue()), s.catalogue)
}

// TestLoadBringsTheWholeYearOnce loads again into the same store: to fill one takes long.
func TestLoadBringsTheWholeYearOnce(t *testing.T) {
	s, y, m := newStore(), years()[1], &meter{}
	clients := serve(t, s)
	first, err := sample.Load(t.Context(), clients, y, m)
	require.NoError(t, err)
	requireComplete(t, s, y)
	require.False(t, first.Already)
	events := y.Size() + len(y.Merges) + len(y.Erasures)
	require.Equal(t, []string{fmt.Sprintf("activities:%d", events)}, first.Positions)
	require.Equal(t, &meter{starts: 1, total: y.Size(), added: y.Size(), done: 1}, m)

	for name, second := range map[string]uint64{"same seed": 1, "another seed": 2022} {
		t.Run("again with the "+name, func(t *testing.T) {
			s.calls = map[string]int{}
			m := &meter{}
			again, err := sample.Load(t.Context(), clients, years()[second], m)
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

func TestInterruptedLoadIsResumed(t *testing.T) {
	y := thin(years()[1])
	openings := slices.IndexFunc(y.HeadCounts, func(c sample.HeadCount) bool { return c.Programme == sealed })
	lastBatch := batches(openings) + batches(len(y.SessionCounts)) // after those of openings and of sessions comes the seal
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
		{"BatchCreateQuestions", batches(len(y.Questions))}, // the second delivery
		{"BatchCreateGuidanceTrajectories", 0},
		{"BatchCreateGuidanceContacts", 0},
		{"BatchCreateAttendance", 1},
		{"CreateAttendanceWithdrawal", 2},
		{"CreateParticipantMerge", 1},
		{"CreateParticipantErasure", 1},
		{"BatchCreateContacts", batches(len(y.Contacts))}, // the second delivery
		{"BatchCreateHeadCounts", lastBatch},
		{"CreateCatalogue", 0},
		{"CreateAccountPublication", 0},
		{"GetPositions", 0},
	} {
		t.Run(fmt.Sprintf("at %s %d", c.method, c.n), func(t *testing.T) {
			s, m := newStore(), &meter{}
			clients := serve(t, s)
			s.interruptAt(c.method, c.n)
			_, err := sample.LoadInBatches(t.Context(), clients, y, m, thinBatch)
			require.ErrorContains(t, err, "Not now.")
			require.Equal(t, m.starts, m.done)

			s.interruptAt("", 0)
			loaded, err := sample.LoadInBatches(t.Context(), clients, y, &meter{}, thinBatch)
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
	_, err := sample.LoadInBatches(t.Context(), clients, y, &meter{}, thinBatch)
	require.ErrorContains(t, err, "Not now.")
	s.interruptAt("", 0)

	_, err = sample.Load(t.Context(), clients, years()[2022], &meter{})
	require.ErrorIs(t, err, sample.ErrOtherRecords)
	require.Len(t, s.programmes, len(y.Programmes))
	require.Len(t, s.locations, len(y.Locations))
	require.False(t, s.published)
}
