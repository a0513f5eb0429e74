bin
**/*_test.go
