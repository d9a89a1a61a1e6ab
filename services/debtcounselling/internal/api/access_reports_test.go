package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	optionsv1 "github.com/deschoor/meedoen/proto/meedoen/options/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/activities"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// report answers the whole access report that a caller asks for, by pages.
func (r *rig) report(
	t testing.TB, ctx context.Context, req *debtcounsellingv1.GetAccessReportRequest,
) (list []*debtcounsellingv1.AccessReportEntry) {
	t.Helper()
	for {
		answer, err := r.reports.GetAccessReport(ctx, req)
		require.NoError(t, err)
		require.Equal(t, req.GetClientId(), answer.GetClientId())
		list = append(list, answer.GetEntries()...)
		if req.PageToken = answer.GetNextPageToken(); req.GetPageToken() == "" {
			return list
		}
	}
}

// told answers entries in short: "actor as roles: kind fields (Method)".
func told(list []*debtcounsellingv1.AccessReportEntry) (short []string) {
	for _, e := range list {
		short = append(short, e.GetActor()+" as "+strings.Join(e.GetRoles(), ",")+": "+enums.Text(e.GetKind())+" "+e.GetFields()+
			" ("+e.GetMethod()[strings.LastIndex(e.GetMethod(), "/")+1:]+")")
	}
	return short
}

func TestAccessReportTellsWhoSawAndChangedWhatWhenAndWhyAndWhoWasRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c, other := r.aClient(t), r.aClient(t, func(c *debtcounsellingv1.Client) { c.Surname = "Elders" })
		id := r.aTrajectory(t, c.GetId()).GetId()
		r.aTrajectory(t, other.GetId())
		r.clock.Advance(24 * time.Hour)
		require.True(t, r.sees(t, r.supervisor(t), id))
		stranger := r.caller(t, "nieuwsgierig", "debt.counsellor")
		require.False(t, r.sees(t, stranger, id))
		_, err := r.clients.GetClient(stranger, &debtcounsellingv1.GetClientRequest{Id: c.GetId()})
		notYours().require(t, err)
		_, err = r.trajectories.GetTrajectoryStatus(r.caller(t, "team", "wijkteam"), &debtcounsellingv1.GetTrajectoryStatusRequest{TrajectoryId: id})
		notYours().require(t, err)

		req := &debtcounsellingv1.GetAccessReportRequest{ClientId: c.GetId()}
		list := r.report(t, r.counsellor(t), req)
		require.Equal(t, []string{
			counsellorSubject + " as debt.counsellor: changed identity (CreateClient)",
			counsellorSubject + " as debt.counsellor: changed trajectory (CreateTrajectory)",
			"sofie.bakker as debt.supervisor: read trajectory (GetTrajectory)",
			"nieuwsgierig as debt.counsellor: refused trajectory (GetTrajectory)",
			"nieuwsgierig as debt.counsellor: refused client (GetClient)",
			"team as wijkteam: refused trajectory (GetTrajectoryStatus)",
			counsellorSubject + " as debt.counsellor: read access-report (GetAccessReport)",
		}, told(list))
		require.Equal(t, now().Truncate(time.Microsecond), list[0].GetAccessTime().AsTime())
		require.Equal(t, now().Truncate(time.Microsecond).Add(24*time.Hour), list[2].GetAccessTime().AsTime())
		require.Equal(t, "debtcounselling/trajectories", list[2].GetActivity())
		require.Equal(t, "u begeleiden in uw traject en beslissen over de hulp", list[2].GetPurpose())
		require.Contains(t, list[2].GetLegalBasis(), "Wet gemeentelijke schuldhulpverlening")
		require.Equal(t, "CASE_NOT_YOURS", list[3].GetReason())
		require.Empty(t, list[3].GetPurpose(), "why somebody wanted it is not known")

		today := &debtcounsellingv1.GetAccessReportRequest{ClientId: c.GetId(), StartDate: "2026-11-27", EndDate: "2026-11-27"}
		require.Len(t, r.report(t, r.supervisor(t), today), 6)
		before := &debtcounsellingv1.GetAccessReportRequest{ClientId: c.GetId(), EndDate: "2026-11-26"}
		require.Len(t, r.report(t, r.supervisor(t), before), 2)
	})
}

// Each page that is asked for is a line of the report, too.
func TestAccessReportIsReadByPagesToItsEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		id := r.aTrajectory(t, c.GetId()).GetId()
		for range 3 {
			require.True(t, r.sees(t, r.counsellor(t), id))
			require.False(t, r.sees(t, r.caller(t, "other", "debt.counsellor"), id))
		}
		whole := told(r.report(t, r.counsellor(t), &debtcounsellingv1.GetAccessReportRequest{ClientId: c.GetId()}))
		require.Len(t, whole, 9)
		for _, size := range []int32{1, 2, 3, 8, 9} {
			paged := told(r.report(t, r.counsellor(t), &debtcounsellingv1.GetAccessReportRequest{ClientId: c.GetId(), PageSize: size}))
			require.Equal(t, whole, paged[:9], size)
		}
	})
}

func TestAccessReportIsForWhoMaySeeTheClient(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		r.aTrajectory(t, c.GetId())
		for _, id := range []string{c.GetId(), ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.reports.GetAccessReport(r.caller(t, "other", "debt.counsellor"), &debtcounsellingv1.GetAccessReportRequest{ClientId: id})
				return err
			})
		}
		for want, req := range map[string]*debtcounsellingv1.GetAccessReportRequest{
			"end_date LAST_BEFORE_FIRST":    {StartDate: "2026-02-02", EndDate: "2026-02-01"},
			"start_date DATE_INVALID":       {StartDate: "2026-02-30"},
			"page_token PAGE_TOKEN_INVALID": {PageToken: "x"},
		} {
			req.ClientId = c.GetId()
			r.refuses(t, invalid(want), func() error {
				_, err := r.reports.GetAccessReport(r.counsellor(t), req)
				return err
			})
		}
	})
}

// A method whose verb nobody sorted would be told as a change, and an activity that is not in the register without its purpose.
func TestEveryMethodReadsOrChangesForAPurpose(t *testing.T) {
	purposes, err := activities.Parse(activities.BuiltIn)
	require.NoError(t, err)
	verbs := append(domain.ReadingVerbs(), domain.ChangingVerbs()...)
	for _, file := range served() {
		for i := range file.Services().Len() {
			methods := file.Services().Get(i).Methods()
			for j := range methods.Len() {
				known := false
				for _, verb := range verbs {
					known = known || strings.HasPrefix(string(methods.Get(j).Name()), verb)
				}
				require.True(t, known, "%s begins with none of %v", methods.Get(j).FullName(), verbs)
				p, _ := proto.GetExtension(methods.Get(j).Options(), optionsv1.E_Processing).(*optionsv1.Processing)
				if p.GetActivity() != "" {
					require.Contains(t, purposes, p.GetActivity(), methods.Get(j).FullName())
				}
			}
		}
	}
}
