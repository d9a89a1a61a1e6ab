package bench

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities"
)

// Recording a head count with a commit each against shared commits (decision 22). The relay does not run: what is
// measured ends with the answer.
func BenchmarkGroupCommit(b *testing.B) {
	testkit.DurableEngines(b, func(b *testing.B, engine testkit.Engine) {
		each := side{"each", recorder(b, start(b, recording(engine.URL(b, nil), 1)))}
		shared := side{"shared", recorder(b, start(b, recording(engine.URL(b, nil), 0)))}
		for _, callers := range []int{1, 64} {
			b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) { compare(b, callers, each, shared) })
		}
	})
}

// recording is the service of activities with so many callers to a commit (0: the default), without its relay.
func recording(database string, group int) wiring {
	return func(deps app.Deps) (app.Module, error) {
		cfg := activities.Defaults()
		cfg.Database, cfg.MaxGroup = config.NewSecret(database), group
		module, err := activities.New(context.Background(), deps, cfg)
		module.Tasks = nil
		return module, err
	}
}

// visitors is what each count counts.
const visitors = 12

// recorder answers a call that records a head count at a new place.
func recorder(b *testing.B, conn *grpc.ClientConn) func(context.Context) error {
	location, err := activitiesv1.NewLocationServiceClient(conn).CreateLocation(b.Context(), &activitiesv1.CreateLocationRequest{
		Location: &activitiesv1.Location{
			DisplayName: "Centrum", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
			WijkYear: 2022, OpeningDate: "2010-01-01",
		},
	})
	require.NoError(b, err)
	programme, err := activitiesv1.NewProgrammeServiceClient(conn).CreateProgramme(b.Context(), &activitiesv1.CreateProgrammeRequest{
		Programme: &activitiesv1.Programme{
			Code: "buurtcentra", DisplayName: "Buurtcentra", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		},
	})
	require.NoError(b, err)
	client := activitiesv1.NewHeadCountServiceClient(conn)
	return func(ctx context.Context) error {
		_, err := client.CreateHeadCount(ctx, &activitiesv1.CreateHeadCountRequest{
			RequestId: uuid.NewString(),
			HeadCount: &activitiesv1.HeadCount{
				LocationId: location.GetId(), ProgrammeId: programme.GetId(), Date: "2022-05-12", Count: visitors,
				PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
			},
		})
		return err
	}
}
