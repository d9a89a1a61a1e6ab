package reporting_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
)

func TestAccountFollowsTheEvents(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		s := r.start(at(engine.URL(t, nil)))
		r.publish(count("a", 1, 10), count("b", 1, 5), programme("buurtcentra"))
		require.Nil(t, s.value("centre-visits"), "the place is not known yet")
		r.publish(centre())
		require.EqualValues(t, 15, *s.value("centre-visits"))
		r.publish(count("a", 2, 12))
		require.EqualValues(t, 17, *s.value("centre-visits"))
		gone := count("b", 2, 5)
		gone.Withdrawn = true
		r.publish(gone)
		require.EqualValues(t, 12, *s.value("centre-visits"))
		require.EqualValues(t, 1, *s.value("centres"))
	})
}

func TestEventAtFaultIsSetAsideAndTheOthersCount(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		url := engine.URL(t, nil)
		unknown := programme("kinderwerk")
		unknown.Theme = 99
		zero := centre()
		zero.Id, zero.Stadsdeel = "other", "ha\x00ven"
		r.publish(centre(), programme("buurtcentra"), count("a", 1, 10), count("b", 1, -5), unknown, zero, count("c", 1, 7))
		s := r.start(at(url))
		require.EqualValues(t, 17, *s.value("centre-visits"))
		// A later version carries the full value, and so heals what its elder broke.
		r.publish(count("b", 2, 3))
		require.EqualValues(t, 20, *s.value("centre-visits"))
		s.stop()
		var dead int
		require.NoError(t, testkit.OpenDB(t, url).Read().QueryRow("SELECT COUNT(*) FROM dead_letter").Scan(&dead))
		require.Equal(t, 3, dead)
	})
}

func TestAccountIsTheSameAfterARestartAndAfterItsDatabaseWasLost(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		url := engine.URL(t, nil)
		s := r.start(at(url))
		r.publish(centre(), programme("buurtcentra"), count("a", 1, 10), count("b", 1, 5))
		r.publish(count("a", 2, 12))
		s.publishAccount()
		want := s.account()
		require.True(t, want.GetPublished())
		edition := s.edition(1)
		require.NotEmpty(t, edition.GetSignedContent())
		require.NotNil(t, want.GetAsOf())
		require.Equal(t, []string{"activities:5", "reporting:1"}, want.GetPositions())
		require.EqualValues(t, 17, *s.value("centre-visits"))
		s.stop()

		for name, url := range map[string]string{"the same database": url, "an empty one": engine.URL(t, nil)} {
			s := r.start(at(url))
			requireSame(t, want, s.account(), name)
			require.True(t, proto.Equal(edition, s.edition(1)), "%s: byte for byte", name)
			// Whose database was lost waits for its own editions before it gives a number.
			s.publishAccount()
			require.Len(t, s.account().GetEditions(), 1, name)
			s.stop()
		}
		r.publish(count("b", 2, 6))
		s = r.start(at(url))
		require.EqualValues(t, 18, *s.value("centre-visits"), "what was published meanwhile counts too")
	})
}

// requireSame does not look at the positions: the last minutes are read again after a restart, and counted only once.
func requireSame(t *testing.T, want, got *reportingv1.Account, name string) {
	t.Helper()
	want.Positions, got.Positions = nil, nil
	for i, f := range want.GetFigures() {
		require.Equal(t, f.GetValue(), got.GetFigures()[i].GetValue(), "%s: %s", name, f.GetIndicator())
	}
	require.True(t, proto.Equal(want, got), name)
}

// otherCatalogue answers the path of a catalogue in which visits to centres are visits of children.
func otherCatalogue(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "account.yaml")
	other := bytes.ReplaceAll(catalogue.Account(), []byte("'kinderwerk' in"), []byte("'buurtcentra' in"))
	require.NoError(t, os.WriteFile(path, other, 0o600))
	return path
}

func TestCatalogueOfTheConfigurationIsCountedFromTheFirstEvent(t *testing.T) {
	path := otherCatalogue(t)
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		cfg := at(engine.URL(t, nil))
		r.publish(centre(), programme("buurtcentra"), count("a", 1, 10))
		s := r.start(cfg)
		require.Nil(t, s.value("children-visits"))
		s.stop()

		cfg.Catalogue = path
		s = r.start(cfg)
		require.EqualValues(t, 10, *s.countedAnew("children-visits").Value, "counted before, under another catalogue")
		r.publish(count("b", 1, 5))
		require.EqualValues(t, 15, *s.value("children-visits"))
	})
}

func TestCatalogueThatWasPutThereHoldsAfterARestartAndALossOfTheDatabase(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		url := engine.URL(t, nil)
		s := r.start(at(url))
		r.publish(centre(), programme("buurtcentra"), count("a", 1, 10))
		require.Nil(t, s.value("children-visits"))
		content := bytes.ReplaceAll(catalogue.Account(), []byte("'kinderwerk' in"), []byte("'buurtcentra' in"))
		made, err := s.catalogues.CreateCatalogue(s.manager(), &reportingv1.CreateCatalogueRequest{
			Content: string(content), Comment: "Kinderen in de centra tellen mee.",
		})
		require.NoError(t, err)
		require.EqualValues(t, 10, *s.countedAnew("children-visits").Value)
		s.stop()

		for name, url := range map[string]string{"the same database": url, "an empty one": engine.URL(t, nil)} {
			s := r.start(at(url))
			require.EqualValues(t, 10, *s.countedAnew("children-visits").Value, name)
			got, err := s.catalogues.GetCatalogue(s.manager(), &reportingv1.GetCatalogueRequest{Id: "current"})
			require.NoError(t, err)
			require.Equal(t, string(content), got.GetContent(), name)
			got.Content = ""
			require.True(t, proto.Equal(made, got), name)
			s.stop()
		}
	})
}

func TestServiceWithoutADatabaseOrACatalogueIsNotMade(t *testing.T) {
	for name, cfg := range map[string]reporting.Config{
		"no database":    {},
		"no such file":   {Catalogue: filepath.Join(t.TempDir(), "absent.yaml")},
		"no such engine": {Database: config.NewSecret("mysql://localhost")},
		"no such folder": {Database: config.NewSecret("sqlite:/proc/absent/reporting.db")},
		"nobody answers": {Database: config.NewSecret("postgres://127.0.0.1:1/none?connect_timeout=1")},
	} {
		_, err := reporting.New(t.Context(), servicetest.Deps(t, reporting.Name, nil), cfg)
		require.ErrorContains(t, err, "reporting: ", name)
	}
}
