package activities_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities"
)

// What it costs to record a head count, from the call to the answer, by how many call at once: what is on disk, and its event on
// the way. Profile it to see of what.
func BenchmarkCreateHeadCount(b *testing.B) {
	onDisk(b, func(b *testing.B, c counting) {
		for _, callers := range []int{1, 64} {
			b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
				c.call(b, callers, func(ctx context.Context) error {
					_, err := c.client.CreateHeadCount(ctx, c.request())
					return err
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "counts/s")
			})
		}
	})
}

// Batches of a thousand: what is on disk, and a thousand events on the way.
func BenchmarkBatchCreateHeadCounts(b *testing.B) {
	const size = 1000
	onDisk(b, func(b *testing.B, c counting) {
		c.call(b, 2, func(ctx context.Context) error {
			batch := &activitiesv1.BatchCreateHeadCountsRequest{}
			for range size {
				batch.Requests = append(batch.Requests, c.request())
			}
			_, err := c.client.BatchCreateHeadCounts(ctx, batch)
			return err
		})
		b.ReportMetric(size*float64(b.N)/b.Elapsed().Seconds(), "counts/s")
	})
}

// counting is who counts visitors of one place.
type counting struct {
	client              activitiesv1.HeadCountServiceClient
	ctx                 context.Context
	location, programme string
}

// onDisk runs bench on each engine, with a service that runs as a program runs it and has one place.
func onDisk(b *testing.B, bench func(b *testing.B, c counting)) {
	testkit.DurableEngines(b, func(b *testing.B, engine testkit.Engine) {
		cfg := activities.Defaults()
		cfg.Database = config.NewSecret(engine.URL(b, nil))
		p := servicetest.Start(b, servicetest.Deps(b, activities.Name, testkit.NATS(b)), cfg, activities.New)
		bench(b, newCounting(b, p.Conn, context.WithoutCancel(p.As(b, "importer")))) // it takes what it takes
	})
}

func newCounting(b *testing.B, conn grpc.ClientConnInterface, ctx context.Context) counting {
	location, err := activitiesv1.NewLocationServiceClient(conn).CreateLocation(ctx, &activitiesv1.CreateLocationRequest{
		Location: &activitiesv1.Location{
			DisplayName: "Centrum", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
			WijkYear: 2022, OpeningDate: "2010-01-01",
		},
	})
	require.NoError(b, err)
	programme, err := activitiesv1.NewProgrammeServiceClient(conn).CreateProgramme(ctx, &activitiesv1.CreateProgrammeRequest{
		Programme: &activitiesv1.Programme{
			Code: "buurtcentra", DisplayName: "Buurtcentra", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		},
	})
	require.NoError(b, err)
	return counting{activitiesv1.NewHeadCountServiceClient(conn), ctx, location.GetId(), programme.GetId()}
}

func (c counting) request() *activitiesv1.CreateHeadCountRequest {
	return &activitiesv1.CreateHeadCountRequest{
		RequestId: uuid.NewString(),
		HeadCount: &activitiesv1.HeadCount{
			LocationId: c.location, ProgrammeId: c.programme, Date: "2022-05-12", Count: 12,
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		},
	}
}

// call has callers make the calls of the benchmark, each one after the other.
func (c counting) call(b *testing.B, callers int, call func(context.Context) error) {
	work := make(chan struct{}, callers)
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for range work {
				if err := call(c.ctx); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for b.Loop() {
		work <- struct{}{}
	}
	close(work)
	wg.Wait()
}
