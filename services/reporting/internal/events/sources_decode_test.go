package events

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestFactsAreReadFromTheEventsThatAreNamedAsTheirSources(t *testing.T) {
	kinds := map[string]bool{}
	for _, m := range []proto.Message{
		goodCount(), goodSession(), goodAttendance(), goodContact(), goodOutput(), goodAssignment(), goodHours(), goodTrajectory(),
		goodQuestion(), goodMediation(), goodGuidance(),
	} {
		for _, f := range facts(t, m) {
			require.Equal(t, []string{nameOf(m)}, Sources(domain.Measure{Facts: []string{f.Value.Kind}}))
			kinds[f.Value.Kind] = true
		}
	}
	require.Len(t, kinds, len(domain.FactKinds()), "each kind was read")
}
