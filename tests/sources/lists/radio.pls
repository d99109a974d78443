[playlist]
File2=http://example.com/b
Title2=B Man - Second
Length2=-1
File1=a.mp3
Title1=First
Length1=61
nonsense
NumberOfEntries=2
Version=2
