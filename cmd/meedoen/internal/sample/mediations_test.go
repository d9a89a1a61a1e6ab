package sample_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// TestMediationsMakeTheirFigure counts them once more. Another date counts others, and so does every outcome.
func TestMediationsMakeTheirFigure(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		successful, registered, closed := 0, 0, 0
		for _, m := range y.Mediations {
			well := m.Outcome == supportv1.MediationOutcome_MEDIATION_OUTCOME_RESOLVED ||
				m.Outcome == supportv1.MediationOutcome_MEDIATION_OUTCOME_IMPROVED
			if well && m.Close.Year == 2022 {
				successful++
			}
			if well && m.Register.Year == 2022 {
				registered++
			}
			if m.Close.Year == 2022 {
				closed++
			}
		}
		found := false
		for _, f := range sample.Published() {
			if f.Indicator == "mediations" {
				found = true
				require.True(t, f.Agrees(successful), "%d", successful)
				require.False(t, f.Agrees(registered), "by the date of registration")
				require.False(t, f.Agrees(closed), "whatever came of it")
			}
		}
		require.True(t, found)
	})
}

// TestMediationsKeepTheRulesOfTheService: a batch with one that does not is refused.
func TestMediationsKeepTheRulesOfTheService(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		for _, m := range y.Mediations {
			closed := m.State == supportv1.MediationState_MEDIATION_STATE_CLOSED
			require.Equal(t, closed, m.Outcome != 0)
			require.Equal(t, closed, !m.Close.IsZero())
			require.False(t, closed && m.Close.Before(m.Register))
			require.Contains(t, m.Team, stadsdeel(t, m.Wijk), "the team is that of the wijk")
		}
	})
}

type mediationServer struct {
	supportv1.UnimplementedMediationServiceServer
	*store
}

func (s mediationServer) BatchCreateMediations(
	_ context.Context, in *supportv1.BatchCreateMediationsRequest,
) (*supportv1.BatchCreateMediationsResponse, error) {
	list, err := many[*supportv1.Mediation](s.store, "BatchCreateMediations", "mediation", in.GetRequests(),
		func(*supportv1.CreateMediationRequest) record {
			return func(id string) (proto.Message, []string) { return &supportv1.Mediation{Id: id}, nil }
		})
	return &supportv1.BatchCreateMediationsResponse{Mediations: list}, err
}
