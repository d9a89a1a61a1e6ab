package referring

import (
	"github.com/deschoor/meedoen/platform/resource"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// message answers a referral in the words of the contract, with no more of the resident than goes along.
func message(r domain.Referral, about domain.Resident) *referralsv1.IncomingReferral {
	shared := about.For(r.Target)
	return &referralsv1.IncomingReferral{
		Reference: r.ID, Referrer: r.Referrer, Purpose: r.Purpose, ConsentDate: resource.Optional(r.Consent),
		ReferDate: r.Refer.String(), Urgent: r.Urgent, WantedId: r.WantedID,
		Person: &referralsv1.ReferredPerson{
			GivenName: shared.GivenName, Surname: shared.Surname, BirthDate: resource.Optional(shared.Birth.Date),
			BirthYear: int32(shared.Birth.Year), Email: shared.Email, Telephone: shared.Telephone, WijkCode: shared.Wijk.Code,
			WijkYear: int32(shared.Wijk.Edition),
		},
	}
}
