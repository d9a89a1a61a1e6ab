package api_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/api"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas/ddastest"
)

// deliverer answers who delivers in the tests.
func deliverer() api.Deliverer {
	return api.Deliverer{
		Organisation: ddas.Organisatie{
			Naam: "Hulp en Raad", KvKNummer: "12345678", Postcode: "1315AB",
			Contactpersonen: []ddas.Contactpersoon{{Email: "levering@hulp.example", Naam: "S. Bakker"}},
		},
		Supplier: "Meedoen 0.1.0", PerYear: 2,
	}
}

// delivery answers the file of a period and what is in it, as a supervisor reads it.
func (r *rig) delivery(
	t testing.TB, ctx context.Context, start, end string,
) (file []byte, summary *debtcounsellingv1.DeliverySummary, err error) {
	t.Helper()
	stream, err := r.deliveries.StreamDelivery(ctx, &debtcounsellingv1.StreamDeliveryRequest{
		StartDate: start, EndDate: end,
	})
	require.NoError(t, err)
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return file, summary, nil
		}
		if err != nil {
			return file, summary, err
		}
		file = append(file, m.GetPart()...)
		if m.GetSummary() != nil {
			require.Nil(t, summary, "there is one")
			summary = m.GetSummary()
		}
	}
}

// levering is what the tests read of a file.
type levering struct {
	Teller    int `json:"teller"`
	Trajecten []struct {
		Gemeentecode string            `json:"gemeentecode"`
		Startdatum   string            `json:"startdatum"`
		Einddatum    string            `json:"einddatum"`
		Client       []ddas.Client     `json:"client"`
		Uitstroom    map[string]string `json:"uitstroom"`
		Begeleiding  []struct {
			Soort      string `json:"soort"`
			Startdatum string `json:"startdatum"`
			Einddatum  string `json:"einddatum"`
		} `json:"begeleiding"`
		Stabilisatie *ddas.Datums `json:"stabilisatie"`
		Intake       map[string]string
		Plan         map[string]string `json:"planVanAanpak"`
		Moratoria    []map[string]string
	} `json:"schuldhulptrajecten"`
}

func leveringen(t testing.TB, file []byte) []levering {
	t.Helper()
	ddastest.RequireValid(t, file)
	var read struct {
		Leveringen []levering `json:"leveringen"`
	}
	require.NoError(t, json.Unmarshal(file, &read), "%s", file)
	return read.Leveringen
}

// imported begins a trajectory as it was.
func (r *rig) imported(t testing.TB, clientID string, change func(*debtcounsellingv1.Trajectory)) string {
	t.Helper()
	tr := helpFor(clientID)
	change(tr)
	begun, err := r.trajectories.CreateTrajectory(r.importing(t), &debtcounsellingv1.CreateTrajectoryRequest{Trajectory: tr})
	require.NoError(t, err)
	return begun.GetId()
}

func TestDeliveryTellsATrajectoryAsItWent(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.admitted(t, r.aClient(t).GetId())
		for _, m := range []*debtcounsellingv1.Measure{
			{Kind: plan, StartDate: proto.String("2026-11-17")},
			{Kind: coaching, StartDate: proto.String("2026-11-05"), EndDate: proto.String("2026-11-10")},
			{Kind: coaching, StartDate: proto.String("2026-11-10")},
			{Kind: moratorium, ApplicationDate: proto.String("2026-11-19")},
		} {
			_, err := r.measure(t, id, m)
			require.NoError(t, err)
		}
		wrong, err := r.measure(t, id, &debtcounsellingv1.Measure{
			Kind: debtcounsellingv1.MeasureKind_MEASURE_KIND_CRISIS_INTERVENTION, StartDate: proto.String("2026-11-05"),
		})
		require.NoError(t, err)
		_, err = r.measures.CreateMeasureWithdrawal(r.counsellor(t), &debtcounsellingv1.CreateMeasureWithdrawalRequest{MeasureId: wrong.GetId()})
		require.NoError(t, err)
		require.NoError(t, r.decide(t, id, ending, "2026-11-25"))
		require.NoError(t, r.step(t, id, exited, "2026-11-25"))
		file, summary, err := r.delivery(t, r.supervisor(t), "2026-07-01", "2026-12-31")
		require.NoError(t, err)
		requireProto(t, &debtcounsellingv1.DeliverySummary{
			StartDate: "2026-07-01", EndDate: "2026-12-31", MunicipalityCodes: []string{"GM0034"}, Trajectories: 1,
		}, summary)
		list := leveringen(t, file)
		require.Len(t, list, 1)
		require.Len(t, list[0].Trajecten, 1)
		got := list[0].Trajecten[0]
		require.Equal(t, "GM0034", got.Gemeentecode)
		require.Equal(t, "2026-11-02", got.Startdatum)
		require.Equal(t, []ddas.Client{{Burgerservicenummer: "999990019"}}, got.Client, "the number says all")
		require.Equal(t, map[string]string{
			"startdatum": "2026-11-16", "einddatum": "2026-11-18", "beschikkingsdatum": "2026-11-18",
			"beschikkingssoort": "Toelatingsbeschikking",
		}, got.Intake)
		require.Equal(t, map[string]string{"datumAfronding": "2026-11-17"}, got.Plan)
		require.Len(t, got.Begeleiding, 1, "guidance of a kind that overlaps is one")
		require.Equal(t, "2026-11-05", got.Begeleiding[0].Startdatum)
		require.Equal(t, "2026-11-25", got.Begeleiding[0].Einddatum, "it ends with the trajectory")
		require.Equal(t, []map[string]string{{"datumAanvraag": "2026-11-19"}}, got.Moratoria)
		require.Equal(t, &ddas.Datums{Startdatum: "2026-11-18", Einddatum: "2026-11-25"}, got.Stabilisatie)
		require.Equal(t, map[string]string{
			"datum": "2026-11-25", "datumBeeindigingsbeschikking": "2026-11-25", "reden": "Overig",
		}, got.Uitstroom)
		require.Equal(t, got.Uitstroom["datum"], got.Einddatum)
		require.NotContains(t, string(file), "crisisinterventies", "what was withdrawn is not told")
	})
}

func TestDeliveryHasWhatOverlapsThePeriodByMunicipality(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		begin := func(report, end, municipality string, kind debtcounsellingv1.TrajectoryKind) {
			r.imported(t, r.aClient(t).GetId(), func(tr *debtcounsellingv1.Trajectory) {
				tr.ReportDate, tr.MunicipalityCode, tr.Kind = report, municipality, kind
				if end != "" {
					tr.State, tr.EndDate = exited, proto.String(end)
					tr.ExitReason = debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED
				}
			})
		}
		help := debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_DEBT_HELP
		begin("2025-12-01", "2025-12-31", "GM0034", help) // before
		begin("2025-12-01", "2026-01-01", "GM0034", help) // its last date is the first of the period
		begin("2026-06-30", "", "GM0363", help)           // its first date is the last of the period
		begin("2026-07-01", "", "GM0363", help)           // after
		begin("2020-01-01", "", "GM0034", help)           // before and after
		begin("2026-02-01", "", "GM0034", debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_SOCIAL_LEGAL_ADVICE)
		begin("2026-02-01", "", "GM0034", debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_LONG_TERM_GUIDANCE)
		file, summary, err := r.delivery(t, r.supervisor(t), "", "")
		require.NoError(t, err)
		requireProto(t, &debtcounsellingv1.DeliverySummary{
			StartDate: "2026-01-01", EndDate: "2026-06-30", MunicipalityCodes: []string{"GM0034", "GM0363"}, Trajectories: 4,
		}, summary)
		list := leveringen(t, file)
		require.Len(t, list, 2)
		require.Equal(t, []int{1, 2}, []int{list[0].Teller, list[1].Teller})
		var starts []string
		for _, tr := range list[0].Trajecten {
			starts = append(starts, tr.Startdatum)
		}
		require.ElementsMatch(t, []string{"2025-12-01", "2020-01-01", "2026-02-01"}, starts, "advice on rights is no help with debts")
		require.Len(t, list[1].Trajecten, 1)
		require.Equal(t, "GM0363", list[1].Trajecten[0].Gemeentecode)
	})
}

func TestGuidanceThatIsAllOfATrajectoryFollowsFromItsSteps(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aTrajectory(t, r.aClient(t).GetId(), func(tr *debtcounsellingv1.Trajectory) {
			tr.Kind = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_LONG_TERM_GUIDANCE
		}).GetId()
		require.NoError(t, r.step(t, id, debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_GUIDANCE, "2026-11-10"))
		require.NoError(t, r.step(t, id, aftercare, "2026-11-20"))
		file, _, err := r.delivery(t, r.supervisor(t), "2026-11-01", "2026-11-30")
		require.NoError(t, err)
		got := leveringen(t, file)[0].Trajecten[0].Begeleiding
		require.Len(t, got, 1)
		require.Equal(t, "Lange Termijn Begeleiding (DFD) 2026-11-10 2026-11-20", strings.Join([]string{
			got[0].Soort, got[0].Startdatum, got[0].Einddatum,
		}, " "))
	})
}

func TestWhoIsInADeliveryIsInTheLogAndWhoWasErasedIsNot(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		known := r.aClient(t, func(c *debtcounsellingv1.Client) { c.Bsn = "" })
		gone := r.aClient(t)
		vague := r.aClient(t, func(c *debtcounsellingv1.Client) { c.Bsn, c.Postcode, c.HouseNumber = "", "", "" })
		for _, c := range []*debtcounsellingv1.Client{known, gone, vague} {
			id := r.aTrajectory(t, c.GetId()).GetId()
			require.NoError(t, r.step(t, id, exited, "2026-11-26"))
		}
		_, err := r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: gone.GetId()})
		require.NoError(t, err)
		file, summary, err := r.delivery(t, r.supervisor(t), "2026-11-01", "2026-11-30")
		require.NoError(t, err)
		require.EqualValues(t, 3, summary.GetTrajectories(), "the help of who was erased counts")
		require.EqualValues(t, 2, summary.GetClientsWithoutIdentity())
		var clients [][]ddas.Client
		for _, tr := range leveringen(t, file)[0].Trajecten {
			clients = append(clients, tr.Client)
		}
		require.ElementsMatch(t, [][]ddas.Client{
			{{Geboortedatum: "1990-05-06", Geslachtsaanduiding: "Vrouw", Postcode: "1315ZZ", Huisnummer: "17", Huisnummertoevoeging: "bis"}},
			nil,
			{{Geboortedatum: "1990-05-06", Geslachtsaanduiding: "Vrouw", Huisnummertoevoeging: "bis"}},
		}, clients)
		lines := r.lines(t, "StreamDelivery")
		require.Len(t, lines, 2, "a line for each client who is told of")
		for _, line := range lines {
			require.Equal(t, "debtcounselling/delivery", line.GetActivity())
			require.Contains(t, []string{r.deps.Privacy.Logged(known.GetId()), r.deps.Privacy.Logged(vague.GetId())}, line.GetSubject())
		}
		var audited int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM audit_log
			WHERE result = 'done' AND object = 'delivery/2026-11-01/2026-11-30'`).Scan(&audited))
		require.Equal(t, 1, audited)
	})
}

func TestNoByteOfAPageLeavesBeforeItIsInTheLog(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.aTrajectory(t, r.aClient(t).GetId())
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `CREATE UNIQUE INDEX refuse_lines ON processing_log (activity) WHERE activity LIKE '%/delivery'`)
			return err
		}))
		r.aTrajectory(t, r.aClient(t).GetId())
		file, _, err := r.delivery(t, r.supervisor(t), "2026-11-01", "2026-11-30")
		require.Error(t, err)
		require.Empty(t, file)
	})
}

func TestDeliveryOfManyPagesHasEverybodyOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.someTrajectories(t, 401)
		require.NoError(t, r.db.Write(t.Context(), addPast))
		file, summary, err := r.delivery(t, r.supervisor(t), "2026-01-01", "2026-06-30")
		require.NoError(t, err)
		require.EqualValues(t, 401, summary.GetTrajectories())
		require.Zero(t, summary.GetClientsWithoutIdentity())
		list := leveringen(t, file)
		require.Len(t, list, 1)
		require.Len(t, list[0].Trajecten, 401)
		for _, tr := range list[0].Trajecten {
			require.Len(t, tr.Client, 1)
			require.Len(t, tr.Begeleiding, 2)
			require.Equal(t, &ddas.Datums{Startdatum: "2025-04-01", Einddatum: "2025-05-01"}, tr.Stabilisatie)
		}
		subjects := map[string]bool{}
		for _, line := range r.lines(t, "StreamDelivery") {
			subjects[line.GetSubject()] = true
		}
		require.Len(t, subjects, 401)
	})
}

func TestNumberOfACitizenIsNotDeliveredWithoutALegalBasis(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.aTrajectory(t, r.aClient(t).GetId())
		r.deliverer.BSN = false
		file, _, err := r.delivery(t, r.supervisor(t), "2026-11-01", "2026-11-30")
		require.NoError(t, err)
		require.NotContains(t, string(file), "999990019")
		require.Equal(t, "1990-05-06", leveringen(t, file)[0].Trajecten[0].Client[0].Geboortedatum)
	})
}

func TestDeliveryOfNobodyIsADeliveryToo(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		file, summary, err := r.delivery(t, r.supervisor(t), "2026-11-01", "2026-11-30")
		require.NoError(t, err)
		require.Zero(t, summary.GetTrajectories())
		require.Len(t, leveringen(t, file), 1)
	})
}

func TestDeliveryIsRefusedForDatesThatAreNoPeriodAndWhereNobodyDelivers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for want, dates := range map[string][2]string{
			"end_date END_DATE_MISSING": {"2026-01-01", ""}, "start_date START_DATE_MISSING": {"", "2026-01-01"},
			"end_date LAST_BEFORE_FIRST": {"2026-02-01", "2026-01-31"}, "start_date PERIOD_IN_FUTURE": {"2026-11-27", "2026-12-31"},
			"start_date DATE_INVALID": {"2026-02-30", "2026-12-31"},
		} {
			r.refuses(t, invalid(want), func() error {
				_, _, err := r.delivery(t, r.supervisor(t), dates[0], dates[1])
				return err
			})
		}
		r.deliverer.Deliverer.Missing = []string{"debtcounselling.delivery.name"}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "DELIVERY_NOT_CONFIGURED"}, func() error {
			_, _, err := r.delivery(t, r.supervisor(t), "", "")
			return err
		})
	})
}
