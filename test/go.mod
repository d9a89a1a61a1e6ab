module github.com/deschoor/meedoen/test

go 1.26.0

require (
	github.com/deschoor/meedoen/proto v0.0.0
	github.com/deschoor/meedoen/platform v0.0.0
	github.com/deschoor/meedoen/services/activities v0.0.0
	github.com/deschoor/meedoen/services/reporting v0.0.0
	github.com/deschoor/meedoen/gateway v0.0.0
	github.com/deschoor/meedoen/cmd/meedoen v0.0.0
)

replace (
	github.com/deschoor/meedoen/proto => ../proto
	github.com/deschoor/meedoen/platform => ../platform
	github.com/deschoor/meedoen/services/activities => ../services/activities
	github.com/deschoor/meedoen/services/reporting => ../services/reporting
	github.com/deschoor/meedoen/gateway => ../gateway
	github.com/deschoor/meedoen/cmd/meedoen => ../cmd/meedoen
)
