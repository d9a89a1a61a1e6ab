package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// deliveryRig is a process that helps somebody with debts.
type deliveryRig struct {
	*running
	t *testing.T
}

func newDeliveryRig(t *testing.T) deliveryRig {
	r := deliveryRig{running: runWith(t, "", func(c *Config) {
		c.DebtCounselling.Delivery.Name, c.DebtCounselling.Delivery.KvK = "Hulp en Raad", "12345678"
		c.DebtCounselling.Delivery.Postcode, c.DebtCounselling.Delivery.ContactName = "1315 AB", "S. Bakker"
		c.DebtCounselling.Delivery.ContactEmail = "levering@hulp.example"
	}), t: t}
	conn, err := calling{
		address: r.tcp.Addr().String(), as: devissuer.Claims{Subject: "import", Roles: []string{"importer"}},
	}.connect(r.cfg)
	require.NoError(t, err)
	defer conn.Close()
	client, err := debtcounsellingv1.NewClientServiceClient(conn).CreateClient(t.Context(), &debtcounsellingv1.CreateClientRequest{
		Client: &debtcounsellingv1.Client{
			GivenName: "Anna", Surname: "de Vries", BirthDate: proto.String("1990-05-06"), Sex: debtcounsellingv1.Sex_SEX_FEMALE,
		},
	})
	require.NoError(t, err)
	_, err = debtcounsellingv1.NewTrajectoryServiceClient(conn).CreateTrajectory(t.Context(),
		&debtcounsellingv1.CreateTrajectoryRequest{Trajectory: &debtcounsellingv1.Trajectory{
			ClientIds: []string{client.GetId()}, ReportDate: "2022-03-01",
			ReportChannel: debtcounsellingv1.ReportChannel_REPORT_CHANNEL_SELF,
		}})
	require.NoError(t, err)
	return r
}

func (r deliveryRig) delivers(args ...string) (string, error) {
	args = append([]string{"deliver-ddas", "--data", r.cfg.Data, "--address", r.tcp.Addr().String()}, args...)
	return command(r.t, args...)
}

func TestDeliveryIsWrittenIntoAFile(t *testing.T) {
	r, file := newDeliveryRig(t), filepath.Join(t.TempDir(), "ddas.json")

	out, err := r.delivers("--from", "2022-01-01", "--to", "2022-06-30", "--out", file)

	require.NoError(t, err)
	require.Equal(t, "Wrote the delivery from 2022-01-01 to 2022-06-30 into "+file+", 0.0 MB: 1 trajectories for GM0034.\n"+
		"CBS cannot know 1 of the clients: there is neither a citizen service number nor all of birth date, sex, postal code and "+
		"number of the house.\n", out)
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var read struct {
		Supplier string `json:"codeGegevensleverancier"`
		Parts    []struct {
			Trajectories []struct{ Startdatum string } `json:"schuldhulptrajecten"`
		} `json:"leveringen"`
	}
	require.NoError(t, json.Unmarshal(content, &read))
	require.Equal(t, "Meedoen "+version, read.Supplier)
	require.Equal(t, "2022-03-01", read.Parts[0].Trajectories[0].Startdatum)

	_, err = r.delivers("--out", file)
	require.ErrorContains(t, err, file+" is there already")
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, content, again)
}

func TestDeliveryOfNobodySaysSo(t *testing.T) {
	r := newDeliveryRig(t)
	out, err := r.delivers("--from", "2021-01-01", "--to", "2021-06-30", "--out", filepath.Join(t.TempDir(), "ddas.json"))
	require.NoError(t, err)
	require.Contains(t, out, ": of nobody.\n")
}

func TestDeliverySaysWhatItCannotDoAndLeavesNoFile(t *testing.T) {
	r, dir := newDeliveryRig(t), t.TempDir()
	file := filepath.Join(dir, "ddas.json")
	for name, tt := range map[string]struct {
		args  []string
		wrong string
	}{
		"no file":                {nil, `required flag(s) "out" not set`},
		"no such folder":         {[]string{"--out", filepath.Join(dir, "absent", "x")}, "no such file or directory"},
		"half a period":          {[]string{"--out", file, "--from", "2022-01-01"}, "end_date: END_DATE_MISSING"},
		"no date":                {[]string{"--out", file, "--from", "1 mei", "--to", "2022-06-30"}, "start_date"},
		"a token that is none":   {[]string{"--out", file, "--token", "nonsense"}, "TOKEN_MALFORMED"},
		"a service that is away": {[]string{"--out", file, "--address", "127.0.0.1:1"}, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.delivers(tt.args...)
			require.ErrorContains(t, err, tt.wrong)
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, files)
		})
	}
}

func TestDeliveryThatIsNotConfiguredSaysWhatToSet(t *testing.T) {
	r := run(t, "")
	_, err := deliveryRig{running: r, t: t}.delivers("--out", filepath.Join(t.TempDir(), "ddas.json"))
	require.ErrorContains(t, err, "DELIVERY_NOT_CONFIGURED")
	require.ErrorContains(t, err, "Set debtcounselling.delivery.name, debtcounselling.delivery.kvk-number")
}
