package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestClientIsKeptAsItWasGivenButForTheCitizenServiceNumber(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.aClient(t)
		want := debtor()
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = added.GetId(), "1", added.GetCreateTime(), added.GetUpdateTime()
		want.Bsn, want.HasBsn = "", true
		requireProto(t, want, added)
		got, err := r.clients.GetClient(r.counsellor(t), &debtcounsellingv1.GetClientRequest{Id: added.GetId()})
		require.NoError(t, err)
		requireProto(t, added, got)
	})
}

func TestEveryRuleThatAClientBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		bad := debtor(func(c *debtcounsellingv1.Client) {
			c.Surname, c.BirthDate, c.Email, c.Telephone, c.WijkYear = "", proto.String("2026-11-27"), "x", "1", 1950
			c.Postcode, c.HouseNumber, c.Bsn, c.City = "1315 SS", "0", "123456789", "a\nb"
		})
		r.refuses(t, invalid("client.surname NAME_MISSING", "client.birth_date BIRTH_DATE_IN_FUTURE", "client.email EMAIL_INVALID",
			"client.telephone TELEPHONE_INVALID", "client.wijk_code WIJK_UNKNOWN", "client.postcode POSTCODE_INVALID",
			"client.house_number HOUSE_NUMBER_INVALID", "client.bsn BSN_INVALID", "client.city TEXT_INVALID"), func() error {
			_, err := r.clients.CreateClient(r.counsellor(t), &debtcounsellingv1.CreateClientRequest{Client: bad})
			return err
		})
	})
}

func TestClientIsFoundByNameAndByAddressByWhoMaySee(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aClient(t).GetId()
		other := r.caller(t, "somebody.else", "debt.counsellor")
		for name, req := range map[string]*debtcounsellingv1.SearchClientsRequest{
			"name":    {Surname: "VAN XANTEN EVRARD", BirthDate: "1990-05-06"},
			"year":    {Surname: "van Xanten-Évrard", BirthYear: 1990},
			"address": {Postcode: "1315zz", HouseNumber: "17"},
		} {
			answer, err := r.clients.SearchClients(r.counsellor(t), req)
			require.NoError(t, err, name)
			require.Len(t, answer.GetClients(), 1, name)
			require.Equal(t, id, answer.GetClients()[0].GetId(), name)
			answer, err = r.clients.SearchClients(r.supervisor(t), req)
			require.NoError(t, err, name)
			require.Len(t, answer.GetClients(), 1, name)
			answer, err = r.clients.SearchClients(other, req)
			require.NoError(t, err, name)
			require.Empty(t, answer.GetClients(), "not of the caller: %s", name)
		}
		_, err := r.clients.SearchClients(r.counsellor(t), &debtcounsellingv1.SearchClientsRequest{})
		invalid("surname NOTHING_SOUGHT").require(t, err)
	})
}

func TestClientOfSomebodyElseIsRefusedAsOneThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aClient(t).GetId()
		other := r.caller(t, "somebody.else", "debt.counsellor")
		absent := ids.New()
		for _, one := range []string{id, absent} {
			_, err := r.clients.GetClient(other, &debtcounsellingv1.GetClientRequest{Id: one})
			notYours().require(t, err)
			_, err = r.clients.ExportClient(other, &debtcounsellingv1.ExportClientRequest{ClientId: one})
			notYours().require(t, err)
		}
		require.Equal(t, []string{
			"somebody.else GetClient client/" + id, "somebody.else ExportClient client/" + id,
			"somebody.else GetClient client/" + absent, "somebody.else ExportClient client/" + absent,
		}, r.refusals(t))
	})
}

func TestChangeOfAClientKeepsWhatIsNotAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		changed, err := r.clients.UpdateClient(r.counsellor(t), &debtcounsellingv1.UpdateClientRequest{
			Client: &debtcounsellingv1.Client{Id: c.GetId(), City: "Amsterdam", Etag: "1"},
		})
		require.NoError(t, err)
		require.Equal(t, "Amsterdam", changed.GetCity())
		require.True(t, changed.GetHasBsn(), "the number stays")
		_, err = r.clients.UpdateClient(r.counsellor(t), &debtcounsellingv1.UpdateClientRequest{
			Client: &debtcounsellingv1.Client{Id: c.GetId(), City: "Almere", Etag: "1"},
		})
		refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}.require(t, err)
		changed, err = r.clients.UpdateClient(r.counsellor(t), &debtcounsellingv1.UpdateClientRequest{
			Client: &debtcounsellingv1.Client{Id: c.GetId()}, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"bsn"}},
		})
		require.NoError(t, err)
		require.False(t, changed.GetHasBsn(), "it goes where that is asked")
	})
}

func TestClientWhoIsHelpedIsNotErasedAndAnotherIsForGood(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		tr := r.aTrajectory(t, c.GetId())
		erase := func() error {
			_, err := r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: c.GetId()})
			return err
		}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "TRAJECTORY_RUNNING"}, erase)
		require.NoError(t, r.step(t, tr.GetId(), debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, "2026-11-26"))
		years := r.rows(t, "trajectory_year")
		require.NoError(t, erase())
		require.Equal(t, years, r.rows(t, "trajectory_year"), "what counts stays")
		refusal{code: codes.NotFound, reason: "CLIENT_ERASED"}.require(t, erase())
		_, err := r.clients.GetClient(r.supervisor(t), &debtcounsellingv1.GetClientRequest{Id: c.GetId()})
		notYours().require(t, err)
		require.NoError(t, r.deps.FinishErasures(t.Context()), "nothing is left to do")
	})
}

func TestNothingOfAClientIsInTheFilesLogsOrEvents(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	c := r.aClient(t)
	r.aTrajectory(t, c.GetId())
	_, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: c.GetId()})
	require.NoError(t, err)
	r.requireNoCanaryInFiles(t)
}

func TestExportHasWhatIsKeptAndWhatWasDone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		partner := r.aClient(t, func(c *debtcounsellingv1.Client) { c.GivenName = "Tom" })
		begun, err := r.trajectories.CreateTrajectory(r.counsellor(t), &debtcounsellingv1.CreateTrajectoryRequest{
			Trajectory: helpFor(c.GetId(), partner.GetId()),
		})
		require.NoError(t, err)
		require.NoError(t, r.step(t, begun.GetId(), debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_APPOINTED, "2026-11-30"))
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: c.GetId()})
		require.NoError(t, err)
		require.Equal(t, c.GetId(), export.GetClient().GetId())
		require.Len(t, export.GetTrajectories(), 1)
		require.Equal(t, []string{c.GetId()}, export.GetTrajectories()[0].GetClientIds(), "the partner is another person")
		require.Len(t, export.GetTrajectoryTransitions(), 1)
		require.NotEmpty(t, export.GetProcessingLines())
		for _, line := range export.GetProcessingLines() {
			require.Equal(t, export.GetLogSubject(), line.GetSubject())
			require.Empty(t, line.GetActor())
		}
	})
}
