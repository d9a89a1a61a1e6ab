package events_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
)

// certificateGoldens are the events of certificates.
func certificateGoldens() []golden {
	vog := domain.Expiry{
		Certificate: domain.Certificate{
			ID: "0181f0a0-0000-7000-8000-000000000010", PersonID: "anna", Kind: domain.VOG, RiskAreas: []string{"08"},
			SeenBy: "anna.de.vries", Version: 2,
		},
		RoleID: "0181f0a0-0000-7000-8000-000000000011", ProgrammeID: "0181f0a0-0000-7000-8000-000000000002",
		Until: civil.Date{Year: 2024, Month: time.February, Day: 29},
	}
	training := vog
	training.Certificate.Kind, training.Certificate.Training, training.Certificate.Version = domain.Training, "ehbo", 300
	says := func(version int64, kind volunteersv1.CertificateKind, training string) *volunteersv1.CertificateExpired {
		return &volunteersv1.CertificateExpired{
			Id: "0181f0a0-0000-7000-8000-000000000010", Version: version, Kind: kind, Training: training,
			RoleId: "0181f0a0-0000-7000-8000-000000000011", ProgrammeId: "0181f0a0-0000-7000-8000-000000000002",
			Date: "2024-03-01",
		}
	}
	const noun = "certificate.expired"
	return []golden{
		{
			"certificate_expired_vog.binpb", says(2, volunteersv1.CertificateKind_CERTIFICATE_KIND_VOG, ""),
			events.CertificateExpired(vog), noun, vog.Certificate.ID,
		},
		{
			"certificate_expired_training.binpb", says(300, volunteersv1.CertificateKind_CERTIFICATE_KIND_TRAINING, "ehbo"),
			events.CertificateExpired(training), noun, vog.Certificate.ID,
		},
	}
}

func TestNoKindOfCertificateIsLost(t *testing.T) {
	for number, name := range volunteersv1.CertificateKind_name {
		word := domain.CertificateKind(strings.ToLower(strings.TrimPrefix(name, "CERTIFICATE_KIND_")))
		said := events.CertificateExpired(domain.Expiry{Certificate: domain.Certificate{Kind: word}}).Data
		require.EqualValues(t, number, said.(*volunteersv1.CertificateExpired).GetKind(), word)
	}
}
