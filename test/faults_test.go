package test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryAcknowledgedCountSurvivesAKilledProgram(t *testing.T) {
	for way, programs := range map[*way][]string{
		&oneProcess: {"meedoen"}, &oneProcessServers: {"meedoen"}, &apart: {"activities", "reporting", "gateway"},
	} {
		for _, name := range programs {
			t.Run(way.name+"/"+name, func(t *testing.T) {
				d := way.deploy(t)
				l := startHeldLoad(d)
				for _, percent := range []int{30, 60} {
					l.proceed(percent)
					d.programs[name].kill()
					d.programs[name].restart()
				}
				l.finish()
			})
		}
	}
}

func TestEventsThatNATSLostAreCountedAllTheSame(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		l := startHeldLoad(d)
		l.proceed(20)
		d.nats.Stop()
		lose := d.nats.Save()
		d.nats.Start()
		l.proceed(50)
		d.nats.Stop()
		lose()
		d.nats.Start()
		l.proceed(70)
		d.nats.Stop()
		l.proceed(90) // recording goes on without it
		d.nats.Start()
		l.finish()
	}, oneProcessServers, apart)
}

func TestEventsThatTheEmbeddedNATSLostAreCountedAllTheSame(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		streams, saved := filepath.Join(d.data, "events"), filepath.Join(t.TempDir(), "saved")
		l := startHeldLoad(d)
		l.proceed(30)
		d.programs["meedoen"].kill()
		require.NoError(t, os.CopyFS(saved, os.DirFS(streams)))
		d.programs["meedoen"].restart()
		l.proceed(60)
		d.programs["meedoen"].kill()
		require.NoError(t, os.RemoveAll(streams))
		require.NoError(t, os.CopyFS(streams, os.DirFS(saved)))
		d.programs["meedoen"].restart()
		l.finish()
	}, oneProcess)
}

func TestBrokenConnectionToADatabaseLosesAndDoublesNothing(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		l := startHeldLoad(d)
		for i, service := range []string{"activities", "reporting", "volunteers", "activities", "reporting"} {
			l.proceed(16 * (i + 1))
			d.lines[service].Break()
		}
		l.finish()
	}, oneProcessServers, apart)
}

func TestDatabaseThatIsAwayForAWhileLosesAndDoublesNothing(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		l := startHeldLoad(d)
		for i, service := range services() {
			l.proceed(16 * (i + 1))
			d.lines[service].Cut()
			require.Eventually(t, func() bool { return !serving(t, d.services[service]) }, patience, pause, "who cannot reach it says so")
			d.lines[service].Mend()
			require.Eventually(t, func() bool { return serving(t, d.services[service]) }, patience, pause)
		}
		l.finish()
	}, oneProcessServers, apart)
}
