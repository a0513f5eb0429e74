module wheels.example/deploy

go 1.19
