package page

import "github.com/deschoor/meedoen/gateway/internal/web"

// UnitName says in Dutch what one count of a unit is, such as "visits"; the unit itself where it has no name yet.
func UnitName(unit string) string { return named(unitNames, unit) }

// ServiceName says in Dutch where what a service counts was recorded; the service itself where it has no name yet.
func ServiceName(service string) string { return named(serviceNames, service) }

// DistrictName writes the name of a city district from its key: "haven" in the city of Almere is Almere Haven.
func DistrictName(city, key string) string { return districtName(city, key) }

// Failure answers what a visitor reads where the account of year could not be read, on a page or in another form.
func Failure(err error, year int32) web.Message { return messageOf(err, year) }
