package test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// callers record at the same time when the process is killed, each some counts one after the other.
const callers, countsEach = 40, 15

func TestEveryAcknowledgedCountSurvivesAKilledProcess(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		p := start(t, "up", t.TempDir(),
			"MEEDOEN_ACTIVITIES_DATABASE="+engine.URL(t, nil), "MEEDOEN_REPORTING_DATABASE="+engine.URL(t, nil))
		requests := headCounts(t, p)

		acknowledged := recordUntilKilled(p, requests)
		require.NotEmpty(t, acknowledged)
		require.Less(t, len(acknowledged), len(requests), "the process died in the middle")
		p.again("up")

		stored := storedCounts(t, p)
		for id, count := range acknowledged {
			require.Equal(t, count, stored[id], "an acknowledged count is stored")
		}
		sum := 0
		for _, count := range stored {
			sum += int(count)
		}
		require.Equal(t, sum, p.figures()["centre-visits"], "every stored count is counted once")

		// Callers that heard nothing send again, and so do those that did.
		client := activitiesv1.NewHeadCountServiceClient(p.dial("importer"))
		total := 0
		for _, r := range requests {
			again, err := client.CreateHeadCount(t.Context(), r)
			require.NoError(t, err)
			if count, was := acknowledged[again.GetId()]; was {
				require.Equal(t, count, again.GetCount())
			}
			total += int(r.GetHeadCount().GetCount())
		}
		require.Len(t, storedCounts(t, p), len(requests), "a second delivery records nothing")
		require.Equal(t, total, p.figures()["centre-visits"])
	})
}

// headCounts answers requests for counts at a new community centre, no two of them alike.
func headCounts(t *testing.T, p *process) []*activitiesv1.CreateHeadCountRequest {
	conn := p.dial("importer")
	location, err := activitiesv1.NewLocationServiceClient(conn).CreateLocation(t.Context(), &activitiesv1.CreateLocationRequest{
		Location: &activitiesv1.Location{
			DisplayName: "Centrum", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
			WijkYear: 2022, OpeningDate: "2010-01-01",
		},
	})
	require.NoError(t, err)
	programme, err := activitiesv1.NewProgrammeServiceClient(conn).CreateProgramme(t.Context(), &activitiesv1.CreateProgrammeRequest{
		Programme: &activitiesv1.Programme{
			Code: "buurtcentra", DisplayName: "Buurtcentra", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		},
	})
	require.NoError(t, err)
	var requests []*activitiesv1.CreateHeadCountRequest
	for i := range callers * countsEach {
		requests = append(requests, &activitiesv1.CreateHeadCountRequest{
			RequestId: uuid.NewString(),
			HeadCount: &activitiesv1.HeadCount{
				LocationId: location.GetId(), ProgrammeId: programme.GetId(), Date: fmt.Sprintf("2022-%02d-%02d", 1+i%12, 1+i%28),
				PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
				Count: int32(1 + i),
			},
		})
	}
	return requests
}

// recordUntilKilled has many callers record at once, kills the process when a third was acknowledged, and answers what
// was acknowledged, by id.
func recordUntilKilled(p *process, requests []*activitiesv1.CreateHeadCountRequest) map[string]int32 {
	client := activitiesv1.NewHeadCountServiceClient(p.dial("importer"))
	ctx, cancel := context.WithCancel(p.t.Context())
	defer cancel()
	acknowledged := map[string]int32{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	kill := sync.OnceFunc(func() {
		p.kill()
		cancel()
	})
	for caller := range callers {
		wg.Go(func() {
			for _, r := range requests[caller*countsEach : (caller+1)*countsEach] {
				recorded, err := client.CreateHeadCount(ctx, r)
				if err != nil {
					return
				}
				mu.Lock()
				acknowledged[recorded.GetId()] = recorded.GetCount()
				enough := len(acknowledged) >= len(requests)/3
				mu.Unlock()
				if enough {
					kill()
				}
			}
		})
	}
	wg.Wait()
	return acknowledged
}

// storedCounts answers all stored counts, by id.
func storedCounts(t *testing.T, p *process) map[string]int32 {
	client := activitiesv1.NewHeadCountServiceClient(p.dial("importer"))
	stored := map[string]int32{}
	for token := ""; ; {
		page, err := client.ListHeadCounts(t.Context(), &activitiesv1.ListHeadCountsRequest{PageSize: 100, PageToken: token})
		require.NoError(t, err)
		for _, c := range page.GetHeadCounts() {
			require.NotContains(t, stored, c.GetId())
			stored[c.GetId()] = c.GetCount()
		}
		if token = page.GetNextPageToken(); token == "" {
			return stored
		}
	}
}
